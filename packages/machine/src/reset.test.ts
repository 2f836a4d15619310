import { describe, expect, test } from 'vitest';
import { RAM_BASE } from './board.ts';
import { machineWith, program } from './testing/program.ts';
import type { MachineOptions } from './machine-options.ts';

/*
 * Expected behaviour: QEMU 11.1's virt, system reset: ROM blobs are copied to RAM again (hw/core/loader.c, rom_reset) and the rest
 * of RAM stays; mtime is 0 (hw/intc/riscv_aclint.c), the RTC goes on (hw/rtc/goldfish_rtc.c).
 */

const MEBIBYTE = 1024 ** 2;
const resets = {
  'the test finisher': 'li a0, 0x7777\n li a1, FINISHER\n sw a0, 0(a1)',
  'a cold reboot': 'li a0, 1\n li a1, 0\n sbi SBI_SRST, 0',
  'a warm reboot': 'li a0, 2\n li a1, 0\n sbi SBI_SRST, 0',
};
const finish = 'li a0, 0x5555\n li a1, FINISHER\n sw a0, 0(a1)\n j .';

/** Counts its starts in RAM that nothing is loaded to, prints them and what it has changed, and powers off at the third. */
const counts = (reset: string, origin?: number) =>
  program(
    `
  .equ COUNT, ${RAM_BASE + 6 * MEBIBYTE}
    li t0, COUNT
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    li t2, UART
    addi t3, t1, '0'
    sb t3, 0(t2)
    la t4, changed
    lbu t5, 0(t4)
    sb t5, 0(t2)
    addi t5, t5, 1
    sb t5, 0(t4)
    li t6, 3
    bgeu t1, t6, enough
    csrw stvec, t4
    csrw sscratch, t4
    ${reset}
  1: j 1b
  enough:
    ${finish}
  changed: .ascii "a"
  `,
    origin,
  );

const run = (kernel: MachineOptions['kernel'], options: Partial<MachineOptions> = {}) => {
  const made = machineWith({ kernel: kernel!, reboots: true, ...options });
  const stop = made.machine.run({ maxInstructions: 100_000 });
  return { ...made, stop };
};

describe.each(Object.entries(resets))('%s', (_, reset) => {
  test('starts the machine again: images are loaded anew, other RAM stays, and counts go on', () => {
    const { machine, console, stop } = run(counts(reset));
    expect([stop.reason, console.text]).toEqual(['pass', '1a2a3a']);
    const once = run(counts(reset), { reboots: false });
    expect([once.stop.reason, once.console.text]).toEqual(['reset', '1a']);
    expect(machine.instructions).toBeGreaterThan(2 * once.machine.instructions);
  });

  test('steps and slices of any length make the same run', () => {
    const whole = run(counts(reset), { harts: 2 });
    const { machine } = machineWith({ kernel: counts(reset), reboots: true, harts: 2 });
    while (machine.step());
    expect(machine.traceHash()).toBe(whole.machine.traceHash());
    const { machine: cut } = machineWith({ kernel: counts(reset), reboots: true, harts: 2 });
    while (cut.run({ maxInstructions: 1 }).reason === 'limit');
    expect(cut.traceHash()).toBe(whole.machine.traceHash());
  });

  test('a snapshot before it has what is loaded again, also in a machine that was told of it', () => {
    const whole = run(counts(reset));
    for (let at = 0; at < whole.machine.instructions; at += 13) {
      const { machine: first } = machineWith({ kernel: counts(reset), reboots: true });
      first.run({ maxInstructions: at });
      const { machine: second } = machineWith({ loaded: structuredClone(first.loaded), reboots: true });
      second.restore(structuredClone(first.save()));
      second.run({ maxInstructions: 100_000 });
      expect(second.traceHash(), `at ${at}`).toBe(whole.machine.traceHash());
    }
  });

  test('a rollback goes back over it', () => {
    const { machine } = machineWith({ kernel: counts(reset), reboots: true });
    machine.run({ maxInstructions: 20 });
    machine.checkpoint();
    const before = machine.fingerprint();
    machine.run({ maxInstructions: 100_000 });
    expect(machine.ended?.reason).toBe('pass');
    machine.rollback();
    expect(machine.fingerprint()).toBe(before);
  });
});

/** All that a machine holds, but how far its run has come, its time and its input. */
const moving: readonly string[] = ['instructions', 'boundaries', 'skips', 'clock', 'trace', 'input'];
const still = ({ machine }: { machine: ReturnType<typeof machineWith>['machine'] }) =>
  Object.fromEntries(Object.entries(machine.save().state).filter(([name]) => !moving.includes(name)));

test.each([
  ['the built-in firmware', resets['a cold reboot'], 'built-in'],
  ['a program of M-mode', resets['the test finisher'], 'none'],
] as const)('after the reset by %s the machine holds what it held at first', (_, reset, bios) => {
  const disturbs = program(
    `
    li t0, UART
    li t1, 0x8f
    sb t1, 7(t0)
    sb t1, 3(t0)
    sb t1, 1(t0)
    li t0, PLIC
    li t1, -1
    sw t1, 40(t0)
    li t2, 0x2000
    add t0, t0, t2
    sw t1, 0(t0)
    sw t1, 0x80(t0)
    csrw sepc, t1
    csrw sscratch, t1
    ${reset}
    j .
  `,
    bios === 'none' ? RAM_BASE : undefined,
  );
  const at = machineWith({ kernel: disturbs, reboots: true, harts: 2, bios });
  const [hart] = at.machine.harts;
  const begin = hart!.pc;
  const first = still(at);
  while (at.machine.step() && hart!.pc !== begin);
  expect(hart!.pc).toBe(begin);
  expect(still(at)).toEqual(first);
});

test('mtime begins at 0 again and no timer is set; the RTC goes on, as it was set', () => {
  const { console, stop } = run(
    program(
      `
    .equ RTC, 0x101000
    .equ COUNT, ${RAM_BASE + 6 * MEBIBYTE}
      li t0, COUNT
      ld t1, 0(t0)
      addi t2, t1, 1
      sd t2, 0(t0)
      li s0, UART
      li s1, RTC
      bnez t1, again
      li a0, 0x7000000
      sw a0, 4(s1)
      li a0, 0x200bff8
      li a1, 0x100000000
      sd a1, 0(a0)
      li a0, MTIMECMP
      sd zero, 0(a0)
      ${resets['the test finisher']}
      j .
    again:
      li a0, 0x200bff8
      ld a1, 0(a0)
      li a2, 1000
      sltu a3, a1, a2
      addi a3, a3, '0'
      sb a3, 0(s0)
      lw a1, 0(s1)
      lw a1, 4(s1)
      li a2, 0x7000000
      sub a1, a1, a2
      seqz a1, a1
      addi a1, a1, '0'
      sb a1, 0(s0)
      csrr a1, mip
      addi a1, a1, '0'
      sb a1, 0(s0)
      ${finish}
  `,
      RAM_BASE,
    ),
    { bios: 'none' },
  );
  expect([stop.reason, console.text]).toEqual(['pass', '110']);
});

test('input that the guest has not read is there after the reset', () => {
  const { console, stop } = run(
    program(`
    .equ COUNT, ${RAM_BASE + 6 * MEBIBYTE}
      li t0, COUNT
      ld t1, 0(t0)
      addi t2, t1, 1
      sd t2, 0(t0)
      li s0, UART
      bnez t1, again
      li a0, 0xc1
      sb a0, 2(s0)
      li a0, 1
      sb a0, 1(s0)
      lbu a0, 0(s0)
      ${resets['the test finisher']}
      j .
    again:
      lbu a0, 0(s0)
      sb a0, 0(s0)
      lbu a0, 0(s0)
      sb a0, 0(s0)
      ${finish}
  `),
    { input: 'abc' } as Partial<MachineOptions>,
  );
  expect([stop.reason, console.text]).toEqual(['pass', 'bc']);
});

test('what lies in the uninitialised part of an image is zero again', () => {
  const kernel = counts(resets['a cold reboot']);
  const [segment] = kernel.segments;
  const size = 6 * MEBIBYTE - (segment!.address - RAM_BASE) + 8;
  const { machine, console } = machineWith({
    kernel: { ...kernel, segments: [{ ...segment!, size }] },
    reboots: true,
  });
  expect(machine.run({ maxInstructions: 1000 }).reason).toBe('limit');
  expect(console.text).toMatch(/^(1a)+1?$/);
});

test('a machine with a hand ends at a reset', () => {
  const { machine } = machineWith({ kernel: counts(resets['a cold reboot']), reboots: true, hand: true });
  expect(machine.run({ maxInstructions: 1000 }).reason).toBe('reset');
});

test('a guest that resets without an end comes to the limit of instructions', () => {
  const { machine } = machineWith({ kernel: program(resets['a cold reboot']), reboots: true });
  expect(machine.run({ maxInstructions: 1000 }).reason).toBe('limit');
});
