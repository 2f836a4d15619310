import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../cli.ts';
import { recordedIo } from '../recorded-io.ts';
import { answeringFirmware } from '../testing/answering-firmware.ts';
import { elfBytes, temporaryDirectory } from '../testing/payload.ts';
import { defendantOf } from './defendant.ts';
import { opensbiFile as opensbi } from '../testing/opensbi.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const firmware = (name: string, answer: string): string => answeringFirmware(directory, name, answer);

const file = (name: string, bytes: Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
};

test.each([
  [firmware('plain', 'li a1, 0'), /plain\.bin: .* does not offer the SBI's extension SSE, which a sweep needs/],
  // 0x535345 is SSE's EID (sbi "Supervisor Software Events Extension").
  [
    firmware('no-hsm', 'li t0, 0x535345\n xor a1, a0, t0\n seqz a1, a1'),
    /no-hsm\.bin: .* does not offer the SBI's extension HSM, which a sweep needs/,
  ],
  [firmware('resets', 'li t0, 0x7777\n li t1, 0x100000\n sw t0, 0(t1)'), /resets\.bin: /],
  [file('x86.elf', elfBytes({ machine: 62 })), /x86\.elf: the ELF file is for machine 62, not RISC-V/],
  [file('empty', new Uint8Array()), /the firmware \S+empty is empty/],
])('%s is refused in one line, which names it', async (path, line) => {
  const io = recordedIo();
  expect(await main(['court', 'hello', '-bios', path], io)).toBe(2);
  expect(io.err()).toMatch(line);
  expect(io.err().split('\n')).toHaveLength(2);
});

describe.skipIf(!opensbi)('OpenSBI, if HARTLAB_OPENSBI names one with SSE', () => {
  test('says who it is and which events it has', { timeout: 60_000 }, () => {
    const { firmware: its } = defendantOf({ label: 'opensbi', flags: { bios: opensbi! } });
    expect(its).toMatchObject({
      name: expect.stringMatching(/^OpenSBI 1\.\d+$/),
      sbi: expect.stringMatching(/^\d\.\d$/),
    });
    expect(its!.sha256).toMatch(/^[0-9a-f]{64}$/);
    // The two events that software injects need no hardware (sbi "Software Event Identification").
    for (const event of ['Software injected local event', 'Software injected global event'])
      expect(its!.events).toContain(event);
  });

  test('is judged beside its policy, from the same boundaries', { timeout: 60_000 }, async () => {
    const io = recordedIo();
    const words = ['court', 'hello', '--handlers', 'minimal', '--compare', 'built-in:opensbi-1.9', '-bios', opensbi!];
    expect(await main(words, io)).toBe(0);
    expect(io.out()).toMatch(
      /compared with built-in:opensbi-1\.9: \d+ boundaries, 0 violations\s+in common, no\s+difference/,
    );
  });
});
