import { BufferConsole, type Bios, Machine, PAYLOAD_BASE, RAM_BASE } from '@hartlab/machine';
import { policies, type PolicyName } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { compile, compilePayload, noCompiler } from './payload.ts';

const LIMIT = 2_000_000;

function output(kernel: Uint8Array, bios: Bios, policy: PolicyName = 'private') {
  const console = new BufferConsole();
  const machine = new Machine({ bios, kernel, console, policy: policies[policy] });
  const stop = machine.run({ maxInstructions: LIMIT });
  return { reason: stop.reason, lines: console.text.trimEnd().split('\n') };
}

const reason = noCompiler();
describe.skipIf(reason)(`payloads compiled by gcc${reason ? `: ${reason}` : ''}`, () => {
  test('S-mode above the built-in firmware reads cycle, time and instret', () => {
    expect(output(compilePayload('counters', PAYLOAD_BASE), 'built-in')).toEqual({
      reason: 'poweroff',
      lines: ['cycle moves', 'time moves', 'instret moves'],
    });
  });

  test('M-mode without firmware drives the devices itself', () => {
    expect(output(compilePayload('machine-mode', RAM_BASE), 'none')).toEqual({
      reason: 'pass',
      lines: ['hello from machine mode', 'machine mode passed'],
    });
  });

  // What the linker makes of a program without a script: a page for the file's header and the build-id's note, wherever
  // that is; the entry where the compiler put it. QEMU runs the first two, riscv-isa-sim the entry of the others.
  describe('plain gcc, without a linker script', () => {
    test.each([
      ['in M-mode', 'none', ['-static', '-Wl,-Ttext=0x80000000'], ['plain gcc']],
      ['in S-mode', 'built-in', ['-DS_MODE', '-static', '-Wl,-Ttext=0x80200000'], ['plain gcc']],
      [
        'with its header in RAM',
        'none',
        ['-DHEADER', '-static', '-Wl,-Ttext-segment=0x80200000'],
        ['plain gcc', 'ELF'],
      ],
      [
        'with it in S-mode',
        'built-in',
        ['-DHEADER', '-DS_MODE', '-static', '-Wl,-Ttext-segment=0x80200000'],
        ['plain gcc', 'ELF'],
      ],
      ['position-independent', 'none', ['-DHEADER', '-fPIE', '-static-pie'], ['plain gcc', 'ELF']],
      ['so in S-mode', 'built-in', ['-DHEADER', '-DS_MODE', '-fPIE', '-static-pie'], ['plain gcc', 'ELF']],
      ['so and linked in RAM', 'none', ['-fPIE', '-static-pie', '-Wl,-Ttext-segment=0x80000000'], ['plain gcc']],
    ] as const)('%s', (_name, bios, flags, lines) => {
      const { reason: why, lines: printed } = output(compile('plain', flags), bios);
      expect([why, printed]).toEqual([bios === 'none' ? 'pass' : 'poweroff', lines]);
    });
  });

  describe('HS-mode with hstatus.SPV = 1 injects an event into itself', () => {
    // The first row is what OpenSBI (git of August 2026) printed with the same file, on Spike and on QEMU 7.2; the
    // others follow from sbi "Software Event Injection" and "Software Event Completion".
    test.each([
      ['opensbi-1.9', ['entry hstatus=0x200000180', 'trap scause=0x16', 'trap stval=0x60002473']],
      ['patch-2026-04', ['entry hstatus=0x200000180', 'V=0, resumed hstatus=0x200000080']],
      ['spec-3.0', ['entry hstatus=0x200000000', 'V=0, resumed hstatus=0x200000080']],
      ['private', ['entry hstatus=0x200000000', 'V=0, resumed hstatus=0x200000080']],
    ] as const)('under %s', (policy, lines) => {
      expect(output(compilePayload('stale-spv', PAYLOAD_BASE), 'built-in', policy)).toEqual({
        reason: 'poweroff',
        lines,
      });
    });
  });
});
