import { parseCpu } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { RAM_BASE } from '../board.ts';
import { BufferConsole } from '../console.ts';
import { Machine } from '../machine.ts';
import { program } from '../testing/program.ts';
import type { SemihostingOptions } from './semihosting.ts';

/** The sequence of RISC-V Semihosting, "Semihosting Trap Instruction Sequence", and a call that keeps what a0 is. */
const macros = `
  .macro semihost
    .balign 4
    .word 0x01f01013, 0x00100073, 0x40705013
  .endm
  .macro call operation, parameter
    li a0, \\operation
    la a1, \\parameter
    semihost
    sd a0, 0(s0)
    addi s0, s0, 8
  .endm
  .macro exit parameter
    li a0, 0x18
    la a1, \\parameter
    semihost
  .endm
`;
const data = `
  .balign 8
  application: .dword 0x20026, 0
  failure: .dword 0x20026, 42
  abort: .dword 0x20023, 0
  results: .zero 256
`;

const machineOf = (source: string, semihosting: SemihostingOptions | undefined = {}, input = '', cpu = 'rv64') => {
  const said = { out: '', err: '' };
  const console = new BufferConsole(input);
  const machine = new Machine({
    bios: 'none',
    ram: 16 * 1024 ** 2,
    isa: parseCpu(cpu).isa,
    traceHash: 'full',
    kernel: program(`${macros}\nla t0, trap\ncsrw mtvec, t0\nla s0, results\n${source}\n${data}`, RAM_BASE),
    console,
    semihosting: semihosting && {
      ...semihosting,
      write: (stream, byte) => (said[stream] += String.fromCharCode(byte)),
    },
  });
  const address = (name: string) => Number(machine.symbols.find((symbol) => symbol.name === name)!.address);
  return {
    machine,
    said,
    results: (count: number) =>
      Array.from({ length: count }, (_, n) => BigInt.asIntN(64, machine.memory.read(address('results') + 8 * n, 8))),
    bytes: (name: string, length: number) => machine.memory.readBytes(address(name), length),
  };
};

/** A trap ends the run with code 9. */
const noTrap = `
  .balign 4
  trap: la a1, trapped
  li a0, 0x20
  semihost
  .balign 8
  trapped: .dword 0x20026, 9
`;

test('the console has its streams', () => {
  const { machine, said } = machineOf(`
    call 0x04, text
    call 0x03, letter
    call 0x01, out
    ld t0, -8(s0)
    la t1, block
    sd t0, 0(t1)
    call 0x05, block
    call 0x01, err
    ld t0, -8(s0)
    la t1, block
    sd t0, 0(t1)
    call 0x05, block
    exit application
    ${noTrap}
    text: .asciz "printed\\n"
    letter: .ascii "X"
    name: .asciz ":tt"
    .balign 8
    out: .dword name, 4, 3
    err: .dword name, 8, 3
    block: .dword 0, text, 5
  `);
  expect(machine.run()).toMatchObject({ reason: 'pass', code: 0 });
  expect(said).toEqual({ out: 'print', err: 'printed\nXprint' });
});

// What QEMU 11.1 answers, but for the console's SYS_ISTTY, which there is the host's (0), and a file that is not there (2).
test('handles, the features and errors are as on QEMU', () => {
  const { machine, results, bytes } = machineOf(`
    call 0x01, out
    call 0x09, handle1
    call 0x0c, handle1
    call 0x0a, handle1
    call 0x13, handle1
    call 0x01, features
    call 0x06, read2
    call 0x0c, handle2
    call 0x0a, seek2
    call 0x06, tail2
    call 0x09, handle2
    call 0x13, handle1
    call 0x02, handle2
    call 0x02, handle2
    call 0x13, handle1
    call 0x06, read2
    call 0x01, wrong
    call 0x13, handle1
    call 0x01, missing
    call 0x13, handle1
    call 0x08, handle1
    call 0x08, minus
    call 0x31, handle1
    exit application
    ${noTrap}
    tt: .asciz ":tt"
    ft: .asciz ":semihosting-features"
    file: .asciz "/etc/passwd"
    .balign 8
    out: .dword tt, 4, 3
    features: .dword ft, 0, 21
    wrong: .dword tt, 12, 3
    missing: .dword file, 0, 11
    handle1: .dword 1, 0
    handle2: .dword 2
    read2: .dword 2, buffer, 8
    tail2: .dword 2, buffer + 8, 8
    seek2: .dword 2, 4
    minus: .dword -1
    buffer: .zero 16
  `);
  expect(machine.run()).toMatchObject({ reason: 'pass' });
  expect(results(12)).toEqual([1n, 1n, 0n, -1n, 29n, 2n, 3n, 5n, 0n, 7n, 0n, 25n]);
  expect(results(23).slice(12)).toEqual([0n, -1n, 9n, 8n, -1n, 22n, -1n, 13n, 0n, 1n, 1_000_000_000n]);
  expect([...bytes('buffer', 9)]).toEqual([0x53, 0x48, 0x46, 0x42, 3, 0, 0, 0, 3]);
});

describe('the end', () => {
  test.each([
    [0x18, 'application', { reason: 'pass', code: 0 }],
    [0x20, 'application', { reason: 'pass', code: 0 }],
    [0x18, 'failure', { reason: 'fail', code: 42 }],
    [0x20, 'failure', { reason: 'fail', code: 42 }],
    [0x18, 'abort', { reason: 'fail', code: 1 }],
  ])('by %i with %s', (operation, block, stop) => {
    const { machine } = machineOf(`call ${operation}, ${block}\n${noTrap}`);
    expect(machine.run()).toMatchObject(stop);
  });
});

describe('an ebreak is a breakpoint', () => {
  const handler = '.balign 4\ntrap: csrr t0, mcause\naddi t0, t0, 50\nla a1, caught\nsd t0, 8(a1)\nli a0, 0x18\n';
  const caught = 'semihost\n.balign 8\ncaught: .dword 0x20026, 0\nletter: .ascii "X"\n.balign 8\n';
  const breakpoint = { reason: 'fail', code: 53 };

  test.each([
    ['without the instruction before it', '.word 0x00000013, 0x00100073, 0x40705013'],
    ['without the instruction behind it', '.word 0x01f01013, 0x00100073, 0x00000013'],
    ['with a compressed one', '.word 0x01f01013\n.half 0x9002\n.word 0x40705013'],
  ])('%s', (_, sequence) => {
    const { machine, said } = machineOf(`li a0, 3\nla a1, letter\n.balign 4\n${sequence}\n${handler}${caught}`);
    expect(machine.run()).toMatchObject(breakpoint);
    expect(said.err).toBe('');
  });

  test('where the sequence lies in two pages', () => {
    const { machine, said } = machineOf(
      `li a0, 3\nla a1, letter\nj split\n${handler}${caught}.balign 4096\n.zero 4088\nsplit: semihost`,
    );
    expect(machine.run()).toMatchObject(breakpoint);
    expect(said.err).toBe('');
  });

  const inU = `
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    la t0, user
    csrw mepc, t0
    li a0, 3
    la a1, letter
    mret
    .balign 4
    user: semihost
    la a1, application
    li a0, 0x18
    semihost
  `;
  test('in U-mode', () => {
    const { machine, said } = machineOf(`${inU}${handler}${caught}`);
    expect(machine.run()).toMatchObject(breakpoint);
    expect(said.err).toBe('');
  });

  test('unless U-mode may', () => {
    const { machine, said } = machineOf(`${inU}${handler}${caught}`, { userspace: true });
    expect(machine.run()).toMatchObject({ reason: 'pass' });
    expect(said.err).toBe('X');
  });

  test('where there is no semihosting', () => {
    const console = new BufferConsole('');
    const kernel = program(
      `${macros}\nla t0, trap\ncsrw mtvec, t0\nsemihost\n.balign 4\ntrap: li t0, 0x100000\nli t1, 0x5555\nsw t1, 0(t0)`,
      RAM_BASE,
    );
    const machine = new Machine({ bios: 'none', kernel, console, ram: 16 * 1024 ** 2 });
    expect(machine.run()).toMatchObject({ reason: 'pass' });
    expect(machine.traps).toBe(1);
  });
});

test('a pointer that the guest could not use itself is a fault, and nothing is harmed', () => {
  const { machine, results } = machineOf(`
    li a1, 0x10
    li a0, 0x05
    semihost
    sd a0, 0(s0)
    addi s0, s0, 8
    call 0x13, results
    call 0x01, nowhere
    call 0x05, outside
    call 0x06, rom
    call 0x15, line
    call 0x77, results
    call 0x13, results
    exit application
    ${noTrap}
    tt: .asciz ":tt"
    .balign 8
    nowhere: .dword -1, 0, 3
    outside: .dword 1, 0x81000000, 4
    rom: .dword 1, 0x1000, 4
    line: .dword 0x1000, 64
  `);
  expect(machine.run()).toMatchObject({ reason: 'pass' });
  expect(results(8)).toEqual([-1n, 14n, -1n, 4n, 4n, -1n, -1n, 38n]);
});

test('the command line, clocks and the heap', () => {
  const { machine, results, bytes } = machineOf(
    `
    call 0x15, short
    call 0x13, short
    call 0x15, line
    call 0x10, line
    call 0x11, line
    call 0x16, heap
    call 0x30, elapsed
    exit application
    ${noTrap}
    .balign 8
    short: .dword text, 7
    line: .dword text, 8
    heap: .dword where
    where: .dword 1, 2, 3, 4
    elapsed: .dword 0
    text: .zero 16
  `,
    { commandLine: 'prog -x' },
  );
  expect(machine.run()).toMatchObject({ reason: 'pass' });
  expect(results(7)).toEqual([-1n, 7n, 0n, 0n, 1_735_689_600n, 0n, 0n]);
  expect(new TextDecoder().decode(bytes('text', 8))).toBe('prog -x\0');
  expect(new Uint32Array(bytes('line', 16).buffer)[2]).toBe(7);
  expect([...bytes('where', 32)]).toEqual(Array.from({ length: 32 }, () => 0));
  const [elapsed] = new Uint32Array(bytes('elapsed', 8).buffer);
  expect(elapsed! % 100).toBe(0);
  expect(elapsed).toBeGreaterThan(0);
});

const echo = `
  call 0x01, in
  call 0x06, block
  call 0x07, block
  call 0x07, block
  exit application
  ${noTrap}
  tt: .asciz ":tt"
  .balign 8
  in: .dword tt, 0, 3
  block: .dword 1, buffer, 2
  buffer: .zero 8
`;

test('input is read as it comes, and a read waits for it', () => {
  const { machine, results, bytes } = machineOf(echo, {}, 'abc');
  expect(machine.run()).toMatchObject({ reason: 'pass' });
  // The last finds the end.
  expect(results(4)).toEqual([1n, 0n, 0x63n, -1n]);
  expect(new TextDecoder().decode(bytes('buffer', 2))).toBe('ab');
});

test('a run that was saved goes on with what is open', () => {
  const whole = machineOf(echo, {}, 'abc');
  whole.machine.run();
  const first = machineOf(echo, {}, 'abc');
  first.machine.run({ maxInstructions: 16 });
  const snapshot = structuredClone(first.machine.save());
  expect(snapshot.state.semihosting).toEqual({ open: [{ handle: 1, file: 'in', at: 0 }], error: 0 });
  const second = machineOf(echo, {}, 'abc');
  second.machine.restore(snapshot);
  expect(second.machine.run()).toMatchObject({ reason: 'pass' });
  expect(second.machine.traceHash()).toBe(whole.machine.traceHash());
  expect(() => machineOf(echo, { userspace: true }).machine.restore(snapshot)).toThrow('of U-mode too');
});
