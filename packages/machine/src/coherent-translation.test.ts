import { parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import type { Machine } from './machine.ts';
import { machineWith, program } from './testing/program.ts';

/*
 * Guests that change page tables and code and never fence. "The new translation or any older translation" would be right
 * (priv "Supervisor Memory-Management Fence Instruction"), and so would be the new or the old code (unpriv "Zifencei
 * Extension for Instruction-Fetch Fence"). Here it is always the new one, so that a run depends on nothing but the state.
 */

/** Root, middle and last table, and pages. RAM is mapped to itself, and the last table is empty at first. */
const tables = `
  .equ LAST, 0x80302000
  .equ ONE, 0x80400000
  .equ OTHER, 0x80401000
  .equ LEAF_ONE, ONE >> 2
  .equ LEAF_OTHER, OTHER >> 2
  li t0, 0x80300000
  li t1, (0x80301000 >> 2) | 1
  sd t1, 0(t0)
  li t1, (0x80000000 >> 2) | 0xcf
  sd t1, 16(t0)
  li t0, 0x80301000
  li t1, (LAST >> 2) | 1
  sd t1, 0(t0)
  li s0, LAST
  li t0, (8 << 60) | (0x80300000 >> 12)
  csrw satp, t0
`;

const forgetful = program(`
  ${tables}
  li s1, ONE
  li s2, OTHER
  li s3, 24
  li s4, 0
  next:
    # Data: the page at 0 is one, is stored to, and then is the other.
    sd s3, 0(s1)
    slli t0, s3, 8
    sd t0, 0(s2)
    li t1, LEAF_ONE | 0xcf
    sd t1, 0(s0)
    ld a0, 0(zero)
    bne a0, s3, wrong
    addi a0, a0, 1
    sd a0, 8(zero)
    li t1, LEAF_OTHER | 0xcf
    sd t1, 0(s0)
    ld a0, 0(zero)
    bne a0, t0, wrong
    sd a0, 8(zero)
    # The first byte of the entry alone: it is read-only, then not accessed.
    li t1, 0xc3
    sb t1, 0(s0)
    ld a0, 8(zero)
    # Code: the page at 0x1000 returns a number, and then another from another page, and another from there.
    li t2, 0x00008067
    slli t2, t2, 32
    slli t3, s3, 20
    li t4, 0x513
    or t3, t3, t4
    or t3, t3, t2
    sd t3, 16(s1)
    li t1, LEAF_ONE | 0xcf
    sd t1, 8(s0)
    li t5, 0x1010
    jalr t5
    bne a0, s3, wrong
    li t4, 0x100000
    add t3, t3, t4
    sd t3, 16(s2)
    li t1, LEAF_OTHER | 0xcf
    sd t1, 8(s0)
    jalr t5
    addi t6, s3, 1
    bne a0, t6, wrong
    add t3, t3, t4
    sd t3, 16(s2)
    jalr t5
    addi t6, s3, 2
    bne a0, t6, wrong
    add s4, s4, a0
    addi s3, s3, -1
    bnez s3, next
  li s5, 1
  wrong:
  poweroff
`);

const ended = (machine: Machine): string => {
  const { reason } = machine.run({ maxInstructions: 100_000 });
  return `${reason} ${machine.position} ${machine.fingerprint()}`;
};

test('what is stored to a table or to code without a fence counts at once', () => {
  const { machine } = machineWith({ kernel: forgetful });
  expect(machine.run({ maxInstructions: 100_000 }).reason).toBe('poweroff');
  expect([machine.harts[0]!.x(21), machine.harts[0]!.x(19)]).toEqual([1n, 0n]);
});

test('a run goes on the same after a restore or a rollback at any point, though the guest has forgotten every fence', () => {
  const expected = ended(machineWith({ kernel: forgetful }).machine);
  const { machine } = machineWith({ kernel: forgetful });
  const other = machineWith({ kernel: forgetful }).machine;
  for (let point = 0; point < 400; point++) {
    other.restore(machine.save());
    expect(ended(other), `restored at ${point}`).toBe(expected);
    if (point % 20 === 0) {
      machine.checkpoint();
      expect(ended(machine), `at ${point}`).toBe(expected);
      machine.rollback();
    }
    machine.run({ until: machine.position + 1 });
  }
  expect(ended(machine)).toBe(expected);
}, 60_000);

/** A handler that loads from a page that nobody has touched, and stores to another. Hardware sets A and D (Svadu). */
const fresh = program(`
  ${tables}
  la t0, handler
  csrw stvec, t0
  li t1, LEAF_ONE | 0x07
  sd t1, 0(s0)
  li t1, LEAF_OTHER | 0x07
  sd t1, 8(s0)
  here:
  ebreak
  .balign 4
  handler:
  ld a0, 0(zero)
  li t0, 0x1000
  sd a0, 0(t0)
  ld a1, 0(t0)
  1: j 1b
`);

test('1,000 rollbacks of a handler that touches fresh pages: their A and D bits are set each time', () => {
  const { machine } = machineWith({ kernel: fresh, isa: parseIsa('max') });
  const here = fresh.symbols.find(({ name }) => name === 'here')!.address;
  while (machine.harts[0]!.pc !== here) machine.step();
  const flags = () => [0, 8].map((at) => machine.memory.read(0x8030_2000 + at, 8) & 0xffn);
  expect(flags()).toEqual([0x07n, 0x07n]);
  machine.checkpoint();
  const start = machine.position;
  let expected: string | undefined;
  for (let times = 0; times < 1000; times++) {
    machine.run({ until: start + 8 });
    expect(flags()).toEqual([0x47n, 0xc7n]);
    if (times % 100 === 0) expect(machine.fingerprint()).toBe((expected ??= machine.fingerprint()));
    machine.rollback();
    expect(flags()).toEqual([0x07n, 0x07n]);
  }
});
