import { describe, expect, test } from 'vitest';
import { Machine } from './machine.ts';
import { BufferConsole } from './console.ts';
import { echo } from './testing/echo.ts';
import { machineWith, program } from './testing/program.ts';
import { RAM_BASE } from './board.ts';

const MEBIBYTE = 1024 ** 2;

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

  // A loop of two instructions and an environment call, which the firmware answers with one trap.
  const calls = '1: addi s1, s1, 1\n ecall\n j 1b';

  test.each([1, 2, 3, 100, 1001])('at %i instructions, however many traps were taken meanwhile', (limit) => {
    const { machine } = machineWith({ kernel: program(calls) });
    expect(machine.run({ maxInstructions: limit })).toMatchObject({
      reason: 'limit',
      message: `the limit of ${limit} instructions is reached`,
    });
    expect(machine.instructions).toBe(limit);
    expect(machine.traps).toBe(limit >> 1);
  });

  test('at so many traps, however many instructions ran meanwhile', () => {
    const { machine } = machineWith({ kernel: program(calls) });
    expect(machine.run({ maxTraps: 10 })).toMatchObject({
      reason: 'limit',
      message: 'the limit of 10 traps is reached',
    });
    expect(machine.traps).toBe(10);
    expect(machine.run({ maxInstructions: 1000, maxTraps: 1 })).toMatchObject({ reason: 'limit' });
    expect(machine.traps).toBe(11);
  });

  test('at as many traps as instructions are allowed, when it only traps', () => {
    // Two harts that fault at an address without memory: either could be woken by the other.
    const { machine } = machineWith({
      kernel: program('csrw mtvec, zero\n jr zero', RAM_BASE),
      bios: 'none',
      harts: 2,
    });
    const { reason } = machine.run({ maxInstructions: 1000 });
    expect(['limit', 'stuck']).toContain(reason);
    expect(machine.traps).toBeLessThanOrEqual(1000);
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
