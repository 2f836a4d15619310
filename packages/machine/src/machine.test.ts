import { describe, expect, test } from 'vitest';
import { deviceTree } from './device-tree.ts';
import { flatten } from './fdt.ts';
import { ImageError } from './image.ts';
import { DEFAULT_ISA, Machine } from './machine.ts';
import { BufferConsole } from './console.ts';
import { machineWith, program } from './testing/program.ts';
import { RAM_BASE } from './board.ts';

const s1 = 9;
const MEBIBYTE = 1024 ** 2;

describe('boot', () => {
  test('a payload in S-mode talks to the built-in firmware', () => {
    const { machine, console } = machineWith({
      kernel: program(`
        li a0, 'A'
        sbi SBI_DBCN, 2
        poweroff
      `),
    });
    expect(machine.harts[0]).toMatchObject({ pc: 0x8020_0000n, privilege: 'S', V: false });
    expect(machine.run()).toMatchObject({ reason: 'poweroff', code: 0 });
    expect(console.text).toBe('A');
  });

  test('a1 is the device tree, with the command line, the initrd and the firmware in it', () => {
    const initrd = Uint8Array.of(1, 2, 3);
    const { machine } = machineWith({ kernel: program('wfi'), append: 'quiet', initrd, seed: 1n });
    const tree = flatten(
      deviceTree({
        harts: 1,
        isa: machine.harts[0]!.isa.name,
        ram: 16 * MEBIBYTE,
        firmware: true,
        bootargs: 'quiet',
        initrd: { base: 0x80a0_0000, size: 3 },
        seed: 1n,
      }),
    );
    expect(machine.memory.readBytes(Number(machine.harts[0]!.x(11)), tree.length)).toEqual(tree);
    expect(machine.memory.readBytes(0x80a0_0000, 3)).toEqual(initrd);
  });

  test('without firmware, all harts start in M-mode at the entry, with their id and the device tree', () => {
    const { machine } = machineWith({
      bios: 'none',
      harts: 2,
      kernel: program(
        `
          mv s1, a0
          csrr s2, mhartid
          csrr s3, mscratch   # M-mode only
          lwu s4, 0(a1)
          wfi
        `,
        RAM_BASE,
      ),
    });
    expect(machine.run()).toMatchObject({ reason: 'halted' });
    for (const [index, hart] of machine.harts.entries())
      // The magic of a device tree, 0xd00dfeed, as a little-endian hart reads it.
      expect([s1, 18, 20].map((n) => hart.x(n))).toEqual([BigInt(index), BigInt(index), 0xedfe_0dd0n]);
  });

  test('a firmware image starts at 0x80000000 and is told where the kernel is, as fw_dynamic wants it', () => {
    const bios = program(
      `
        ld s1, 0(a2)     # magic
        ld s2, 8(a2)     # version
        ld s3, 16(a2)    # next_addr
        ld s4, 24(a2)    # next_mode
        ld s5, 32(a2)    # options
        ld s6, 40(a2)    # boot_hart
        wfi
      `,
      RAM_BASE,
    );
    const { machine } = machineWith({ bios: { image: bios.segments[0]!.bytes }, kernel: program('wfi') });
    machine.run();
    // OpenSBI, include/sbi/fw_dynamic.h
    expect([9, 18, 19, 20, 21, 22].map((n) => machine.harts[0]!.x(n))).toEqual([
      0x4942_534fn,
      2n,
      0x8020_0000n,
      1n,
      0n,
      0n,
    ]);
  });

  test.each([
    ['nothing', {}, 'there is nothing to run; give a payload with -kernel'],
    [
      'a payload on the firmware',
      { kernel: program('wfi', RAM_BASE) },
      'the kernel: 0x80000000..0x80000003 overlaps the built-in firmware',
    ],
    ['a payload outside', { kernel: program('wfi', 0x1000) }, 'the kernel: 0x1000..0x1003 lies outside RAM'],
    [
      'an initrd too large',
      { kernel: program('wfi'), initrd: new Uint8Array(7 * MEBIBYTE) },
      'the initrd: 0x80a00000..0x810fffff lies outside RAM 0x80000000..0x80ffffff',
    ],
  ])('%s is refused', (_name, options, message) => {
    expect(() => machineWith(options)).toThrow(ImageError);
    expect(() => machineWith(options)).toThrow(message);
  });

  test.each([
    [{ harts: 0 }, 'a machine has 1 to 8 harts, not 0; change -smp'],
    [{ harts: 9 }, 'a machine has 1 to 8 harts, not 9; change -smp'],
    [{ ram: 4096 }, 'a machine has 8 MiB to 3 GiB of RAM in whole MiB, not 4096 bytes; change -m'],
    [{ ram: 4096 * MEBIBYTE }, 'a machine has 8 MiB to 3 GiB of RAM in whole MiB, not 4294967296 bytes; change -m'],
  ])('%o is refused', (options, message) => {
    expect(() => machineWith({ kernel: program('wfi'), ...options })).toThrow(new RangeError(message));
  });
});

describe('a run ends', () => {
  const stopOf = (source: string, options: { bios?: 'none'; input?: string } = {}, maxInstructions = 100_000) => {
    const kernel = program(source, options.bios ? RAM_BASE : undefined);
    return machineWith({ kernel, ...options }).machine.run({ maxInstructions });
  };

  test.each([
    ['pass', 0, 'li a0, 0x5555'],
    ['reset', 0, 'li a0, 0x7777'],
    ['fail', 42, 'li a0, 0x2a3333'],
  ])('%s, code %i, through the test finisher', (reason, code, value) => {
    expect(stopOf(`${value}\n li a1, FINISHER\n sw a0, 0(a1)\n 1: j 1b`)).toMatchObject({ reason, code });
  });

  test.each([
    ['poweroff', 0, 0, 0],
    ['fail', 1, 0, 1],
    ['reset', 0, 1, 0],
    ['reset', 0, 2, 0],
  ])('%s, code %i, through SRST type %i reason %i', (reason, code, type, why) => {
    const source = `li a0, ${type}\n li a1, ${why}\n sbi SBI_SRST, 0`;
    expect(stopOf(source)).toMatchObject({ reason, code });
  });

  test('at the limit, and goes on from there', () => {
    const { machine } = machineWith({ kernel: program('1: j 1b') });
    expect(machine.run({ maxInstructions: 50 })).toMatchObject({ reason: 'limit' });
    expect(machine.instructions).toBe(50);
    machine.run({ maxInstructions: 50 });
    expect(machine.instructions).toBe(100);
  });

  test('when nothing can wake a hart', () => {
    expect(stopOf('1: wfi\n j 1b')).toMatchObject({ reason: 'halted' });
  });

  test('when only the keyboard can wake a hart, and goes on when it does', () => {
    const console = new BufferConsole('');
    const typed: number[] = [];
    const machine = new Machine({
      bios: 'built-in',
      ram: 16 * MEBIBYTE,
      console: { open: true, write: (byte) => console.write(byte), read: () => typed.shift() ?? -1 },
      kernel: program(echo),
    });
    expect(machine.run()).toMatchObject({ reason: 'idle' });
    typed.push(0x61);
    expect(machine.run()).toMatchObject({ reason: 'idle' });
    typed.push(0x62);
    machine.run();
    expect(console.text).toBe('ab');
  });

  test('when a payload jumps into nowhere: its handler faults at once, for ever', () => {
    expect(stopOf('li t0, 0x40000000\n jr t0')).toEqual({
      reason: 'stuck',
      code: 0,
      message:
        'hart 0 is stuck: instruction access fault at pc 0x40000000 (stval 0x40000000), ' +
        'and the trap handler at 0x0 traps to itself: instruction access fault',
    });
  });

  test('when a handler is no code, in M-mode as well', () => {
    const source = `
      la t0, data
      csrw mtvec, t0
      ebreak
      .balign 4
      data: .word 0
    `;
    expect(stopOf(source, { bios: 'none' })).toMatchObject({
      reason: 'stuck',
      message: expect.stringContaining('traps to itself: illegal instruction'),
    });
  });

  test('but not when a timer of M-mode may help', () => {
    const source = `
      la t0, rescue
      csrw mtvec, t0
      li t0, MTIMECMP
      li t1, 100
      sd t1, 0(t0)
      li t0, 1 << 7
      csrs mie, t0
      li t0, 1 << 2          # illegal instruction
      csrs medeleg, t0
      li t0, -1
      csrw pmpaddr0, t0
      li t0, 0xf
      csrw pmpcfg0, t0
      la t0, data
      csrw stvec, t0
      csrw mepc, t0
      li t0, 3 << 11
      csrc mstatus, t0
      li t0, 1 << 11
      csrs mstatus, t0
      mret
      .balign 4
      data: .word 0
      .balign 4
      rescue:
      li a0, 0x5555
      li a1, FINISHER
      sw a0, 0(a1)
    `;
    expect(stopOf(source, { bios: 'none' })).toMatchObject({ reason: 'pass' });
  });

  test.each([
    ['pass', 0, 1],
    ['fail', 3, 7],
  ])('%s, code %i, through HTIF', (reason, code, value) => {
    const source = `
      la t0, tohost
      li t1, ${value}
      sw t1, 0(t0)
      1: j 1b
      .balign 8
      tohost: .dword 0
      fromhost: .dword 0
    `;
    expect(stopOf(source, { bios: 'none' })).toMatchObject({ reason, code });
  });
});

/** Prints what the received-data interrupt brings, through UART, PLIC and SEIP. */
const echo = `
  la t0, handler
  csrw stvec, t0
  li t0, PLIC
  li t1, 1
  sw t1, 40(t0)              # priority of source 10
  li t0, PLIC + 0x2080
  li t1, 1 << 10
  sw t1, 0(t0)               # enabled for S-mode of hart 0
  li t0, UART
  li t1, 1
  sb t1, 1(t0)               # IER: received data
  li t0, 1 << 9
  csrs sie, t0
  csrsi sstatus, 2
  1: wfi
  j 1b
  .balign 4
  handler:
  li t0, PLIC + 0x201004
  lw t1, 0(t0)
  li t2, UART
  lb t3, 0(t2)
  sb t3, 0(t2)
  sw t1, 0(t0)
  sret
`;

test('piped input arrives by interrupt as well, all of it', () => {
  const { machine, console } = machineWith({ kernel: program(echo), input: 'typed' });
  expect(machine.run()).toMatchObject({ reason: 'halted' });
  expect(console.text).toBe('typed');
});

test('HTIF prints a character, and a string by its write call', () => {
  const { machine, console } = machineWith({
    bios: 'none',
    kernel: program(
      `
        la t0, tohost
        li t1, 0x0101000000000041
        sd t1, 0(t0)
        la t1, call
        sd t1, 0(t0)
        1: ld t1, fromhost - tohost(t0)
        beqz t1, 1b
        ld s1, call - tohost(t0)
        li t1, 1
        sd t1, 0(t0)
        2: j 2b
        .balign 8
        tohost: .dword 0
        fromhost: .dword 0
        call: .dword 64, 1, text, 3
        text: .ascii "bcd"
      `,
      RAM_BASE,
    ),
  });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'pass' });
  expect([console.text, machine.harts[0]!.x(s1)]).toEqual(['Abcd', 3n]);
});

test('a write to the ROM is an access fault', () => {
  const { machine } = machineWith({
    bios: 'none',
    kernel: program(
      `
        la t0, handler
        csrw mtvec, t0
        li t0, 0x1000
        lw t1, 0(t0)
        sw t1, 0(t0)
        .balign 4
        handler:
        csrr s1, mcause
        wfi
      `,
      RAM_BASE,
    ),
  });
  machine.run();
  expect(machine.harts[0]!.x(s1)).toBe(7n);
});

test('ten instructions of a hart are a tick, however many harts there are', () => {
  for (const harts of [1, 4]) {
    const { machine } = machineWith({
      harts,
      kernel: program(`
        rdtime s1
        li t0, 50000
        1: addi t0, t0, -1
        bnez t0, 1b
        rdtime s2
        sub s1, s2, s1
        poweroff
      `),
    });
    machine.run();
    expect(Number(machine.harts[0]!.x(s1)) / 10_000).toBeCloseTo(1, 1);
  }
});

test('wfi skips to the next timer event', () => {
  const { machine } = machineWith({
    kernel: program(`
      li a0, 1000000
      sbi SBI_TIME, 0
      li t0, 1 << 5
      csrs sie, t0
      wfi
      rdtime s1
      poweroff
    `),
  });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'poweroff' });
  expect(machine.harts[0]!.x(s1)).toBe(1_000_000n);
});

test('wfi skips to stimecmp as well', () => {
  const { machine } = machineWith({
    bios: 'none',
    kernel: program(
      `
        li t0, 1 << 63
        csrs menvcfg, t0
        li t0, 123456
        csrw stimecmp, t0
        li t0, 1 << 5
        csrs mie, t0
        wfi
        rdtime s1
        csrw mie, zero
        wfi
      `,
      RAM_BASE,
    ),
  });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'halted' });
  expect(machine.harts[0]!.x(s1)).toBe(123_456n);
});

test('an observer sees every boundary, with its hart', () => {
  const { machine } = machineWith({ kernel: program('nop\n ebreak') });
  const seen: string[] = [];
  machine.run({
    maxInstructions: 2,
    observe: (hart, { kind, pc }) => seen.push(`${hart.hartid} ${kind} ${pc.toString(16)}`),
  });
  expect(seen).toEqual(['0 retired 80200000', '0 trap 80200004']);
});

test('the default ISA is its own canonical name', () => {
  const { machine } = machineWith({ kernel: program('wfi') });
  expect(machine.harts[0]!.isa.name).toBe(DEFAULT_ISA);
});
