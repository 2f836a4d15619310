import { describe, expect, test } from 'vitest';
import type { BoardOptions } from './board.ts';
import { machineWith, program } from './testing/program.ts';

/*
 * What the built-in firmware prepares of an APLIC and an IMSIC. A supervisor finds what it finds above OpenSBI 1.9 on QEMU 11.1.
 */
const names = `
  .equ SBI_IPI, 0x735049
  .equ APLIC_M, 0xc000000
  .equ APLIC_S, 0xd000000
  .equ IMSIC_M, 0x24000000
  .equ STOPEI, 0x15c
  # A source of which no device makes use.
  .equ SOURCE, 40
  .equ LEVEL0, 7
  .macro store value, address
    li t1, \\value
    li t2, \\address
    sw t1, 0(t2)
  .endm
  # Fails unless a register holds a value.
  .macro expect reg, value
    li t1, \\value
    bne \\reg, t1, fail
  .endm
  .macro active target
    store LEVEL0, APLIC_S + 4 * SOURCE
    store \\target, APLIC_S + 0x3000 + 4 * SOURCE
    store SOURCE, APLIC_S + 0x1edc
    store 0x100, APLIC_S
  .endm
`;
const ends = `
  pass:
    poweroff
  fail:
    li a0, 0
    li a1, 1
    sbi SBI_SRST, 0
`;

const run = (source: string, board: BoardOptions, harts = 1) => {
  const { machine } = machineWith({ kernel: program(names + source + ends), board, harts, reboots: true });
  return machine.run({ maxInstructions: 100_000 }).reason;
};

describe('a source', () => {
  test('is the supervisor’s, whose domain delivers it', () => {
    const source = `
      _start:
        active 3
        store 1, APLIC_S + 0x4000
        csrr t0, sip
        expect t0, 0x200
        li t2, APLIC_S + 0x401c
        lw t0, 0(t2)
        expect t0, SOURCE << 16 | 3
        j pass`;
    expect(run(source, { aia: 'aplic' })).toBe('poweroff');
  });

  test.each([0, 1, 7])('comes as a message to the hart’s interrupt file, which is one of %i more', (aiaGuests) => {
    const source = `
      _start:
        bnez a0, second
        li a0, 1
        la a1, _start
        sbi SBI_HSM, 0
        1: wfi
        j 1b
      second:
        li t0, 0xc0
        csrw siselect, t0
        csrwi sireg, 1 << 4
        li t0, 0x70
        csrw siselect, t0
        csrwi sireg, 1
        active 1 << 18 | 4
        csrr t0, sip
        expect t0, 0x200
        csrrw t0, STOPEI, x0
        expect t0, 4 << 16 | 4
        csrr t0, sip
        expect t0, 0
        j pass`;
    expect(run(source, { aia: 'aplic-imsic', aiaGuests }, 2)).toBe('poweroff');
  });

  // RAM that nothing is loaded to keeps what it holds.
  test.each<BoardOptions>([{ aia: 'aplic' }, { aia: 'aplic-imsic' }])(
    'is the supervisor’s again, and inactive, after a reset on %o',
    (board) => {
      const source = `
      _start:
        li s0, 0x80300000
        lw s1, 0(s0)
        li t0, APLIC_S + 4 * SOURCE
        lw s2, 0(t0)
        expect s2, 0
        active 3
        li t0, APLIC_S + 4 * SOURCE
        lw s2, 0(t0)
        expect s2, LEVEL0
        bnez s1, pass
        li t0, 1
        sw t0, 0(s0)
        li a0, 1
        li a1, 0
        sbi SBI_SRST, 0
        j fail`;
      expect(run(source, board)).toBe('poweroff');
    },
  );

  test('is closed to the supervisor where it is M-mode’s', () => {
    const source = `
      _start:
        la t0, trap
        csrw stvec, t0
        li s0, APLIC_M
        lw t0, 0(s0)
        li s0, IMSIC_M
        sw zero, 0(s0)
        expect s1, 2
        j pass
        .balign 4
      trap:
        addi s1, s1, 1
        csrr t0, sepc
        addi t0, t0, 4
        csrw sepc, t0
        sret`;
    expect(run(source, { aia: 'aplic-imsic' })).toBe('poweroff');
  });
});

test.each<BoardOptions>([
  { aia: 'aplic' },
  { aclint: true },
  { aia: 'aplic-imsic' },
  { aia: 'aplic-imsic', aclint: true },
])('harts start and interrupt each other on %o', (board) => {
  const source = `
    _start:
      bnez a0, second
      li a0, 1
      la a1, _start
      sbi SBI_HSM, 0
      call await
      li a0, 2
      li a1, 0
      sbi SBI_IPI, 0
      1: wfi
      j 1b
    second:
      li a0, 1
      li a1, 0
      sbi SBI_IPI, 0
      call await
      j pass
    await:
      csrsi sie, 2
      1: wfi
      csrr t0, sip
      andi t0, t0, 2
      beqz t0, 1b
      csrci sip, 2
      ret`;
  expect(run(source, board, 2)).toBe('poweroff');
});
