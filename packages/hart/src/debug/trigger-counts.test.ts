import { describe, expect, test } from 'vitest';
import * as all from '../csrs/csrs.ts';
import {
  EXECUTE,
  LOAD,
  SELECT,
  U,
  bit,
  breakpoint,
  code,
  data,
  handler,
  mcontrol6,
  running,
  setTrigger,
  stepsToTrap,
  tdata1Of,
  trapped,
} from '../testing/trigger-bench.ts';

/** debug "Instruction Count (icount, at 0x7a1)" */
describe('icount', () => {
  const icount = (count: number, modes: bigint) => (3n << 60n) | (BigInt(count) << 10n) | modes;
  const ofU = bit(6);

  test('fires after so many instructions, before the next', () => {
    const { hart } = running('nop\nnop\nnop\nnop');
    setTrigger(hart, 0, icount(2, ofU));
    expect(stepsToTrap(hart)).toBe(2);
    expect(trapped(hart)).toEqual(breakpoint(8n, 0n));
    // hit; count and pending are 0
    expect(tdata1Of(hart, 0)).toBe(icount(0, ofU | bit(24)));
    hart.enter('U', false);
    hart.pc = code;
    expect(stepsToTrap(hart, 3)).toBe(3);
  });

  test('a trap counts, and what it leads to does not until the mode is enabled again', () => {
    const { hart } = running('ecall\nnop\nnop');
    hart.write(all.mtvec, code + 4n);
    setTrigger(hart, 0, icount(1, ofU));
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 8n });
    expect(tdata1Of(hart, 0)).toBe(icount(0, ofU | bit(8)));
    expect(hart.step().kind).toBe('retired');
    hart.enter('U', false);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 3n, word: 0 });
    expect(trapped(hart)).toEqual(breakpoint(8n, 0n));
  });

  test('an interrupt counts', () => {
    const { hart } = running('nop\nnop');
    setTrigger(hart, 0, icount(5, ofU));
    hart.write(all.mie, 0x80n);
    hart.setInterrupt('MTIP', true);
    expect(hart.step().kind).toBe('interrupt');
    expect(tdata1Of(hart, 0)).toBe(icount(4, ofU));
  });

  test('instructions of other modes do not count', () => {
    const { hart } = running('nop\nnop\nnop');
    setTrigger(hart, 0, icount(1, bit(7)));
    expect(stepsToTrap(hart, 3)).toBe(3);
    expect(tdata1Of(hart, 0)).toBe(icount(1, bit(7)));
  });

  test('an instruction that writes the trigger leaves it as written', () => {
    const { hart } = running('csrw tdata1, a1\nnop\nnop\nnop');
    const ofM = bit(9);
    hart.enter('M', false);
    hart.set(all.mstatus.MIE, 1);
    setTrigger(hart, 0, icount(9, ofM));
    hart.setX(11, icount(2, ofM));
    expect(hart.step().kind).toBe('retired');
    expect(tdata1Of(hart, 0)).toBe(icount(2, ofM));
    expect(stepsToTrap(hart)).toBe(2);
    expect(trapped(hart)).toEqual(breakpoint(12n, 0n));
  });

  test('steps a program one instruction at a time', () => {
    const { hart } = running('addi x5, x5, 1\nbeqz x0, 1f\nnop\n1: addi x5, x5, 1\nnop');
    const stops: bigint[] = [];
    for (let stop = 0; stop < 3; stop++) {
      setTrigger(hart, 0, icount(1, ofU));
      expect(stepsToTrap(hart)).toBe(1);
      stops.push(hart.read(all.mepc) - code);
      hart.pc = hart.read(all.mepc);
      hart.enter('U', false);
    }
    expect(stops).toEqual([4n, 12n, 16n]);
  });
});

/** debug "Exception Trigger (etrigger, at 0x7a1)", "Interrupt Trigger (itrigger, at 0x7a1)" */
describe('etrigger and itrigger', () => {
  const ofU = bit(6);
  const HIT = bit(58);
  const etrigger = (modes: bigint) => (5n << 60n) | modes;
  const itrigger = (modes: bigint) => (4n << 60n) | modes;

  test('fire before the first instruction of the handler', () => {
    const { hart } = running('ecall');
    setTrigger(hart, 0, etrigger(ofU), bit(8));
    hart.write(all.medeleg, bit(8));
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 8n });
    expect([hart.privilege, hart.pc]).toEqual(['S', handler + 0x100n]);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 3n, pc: handler + 0x100n });
    expect(trapped(hart)).toEqual(breakpoint(handler + 0x100n - code, 0n));
    expect(hart.read(all.sepc)).toBe(code);
    expect(tdata1Of(hart, 0)).toBe(etrigger(ofU | HIT));
  });

  test('of an interrupt, by the number that the handler sees', () => {
    for (const [number, fires] of [
      [9, true],
      [10, false],
    ] as const) {
      const { hart } = running('nop');
      setTrigger(hart, 0, itrigger(bit(11)), bit(number));
      hart.write(all.hideleg, bit(10));
      hart.write(all.hvip, bit(10));
      hart.write(all.hie, bit(10));
      hart.enter('U', true);
      expect(hart.step()).toMatchObject({ kind: 'interrupt' });
      expect([hart.privilege, hart.V]).toEqual(['S', true]);
      hart.step();
      expect(hart.read(all.mcause)).toBe(fires ? 3n : 0n);
    }
  });

  test.each([
    ['of another cause', etrigger(ofU), bit(9)],
    ['of another mode', etrigger(bit(7)), bit(8)],
    ['of interrupts', itrigger(ofU), bit(8)],
  ])('not one %s', (_, tdata1, tdata2) => {
    const { hart } = running('ecall');
    setTrigger(hart, 0, tdata1, tdata2);
    hart.write(all.medeleg, bit(8));
    hart.step();
    hart.step();
    expect(hart.read(all.mcause)).toBe(0n);
    expect(tdata1Of(hart, 0)).toBe(tdata1);
  });

  /** debug "Native Triggers", the first solution: they have no effect on what is handled where breakpoints are. */
  test('held back, not in the handler of breakpoints itself', () => {
    const { hart } = running('ecall', { reentrantTriggers: false });
    setTrigger(hart, 0, etrigger(ofU), bit(8));
    hart.step();
    expect(hart.step()).toMatchObject({ kind: 'retired', pc: handler });
    const { hart: delegated } = running('ecall', { reentrantTriggers: false });
    setTrigger(delegated, 0, etrigger(ofU), bit(8));
    delegated.write(all.medeleg, bit(8) | bit(3));
    delegated.step();
    expect(delegated.pc).toBe(handler + 0x100n);
    delegated.step();
    expect([delegated.read(all.scause), delegated.read(all.mcause)]).not.toContain(3n);
  });

  /** debug "Native Triggers": "taken from a trap handler before the first instruction of the handler", from mode Y to mode Y. */
  test('not held back, an etrigger fires before the first instruction of the handler, in its mode', () => {
    const { hart } = running('ecall');
    setTrigger(hart, 0, etrigger(ofU), bit(8));
    hart.step();
    expect(hart.step()).toMatchObject({ kind: 'trap', pc: handler });
    expect([hart.privilege, hart.read(all.mcause), hart.read(all.mepc)]).toEqual(['M', 3n, handler]);
    const { hart: delegated } = running('ecall');
    setTrigger(delegated, 0, etrigger(ofU), bit(8));
    delegated.write(all.medeleg, bit(8) | bit(3));
    delegated.step();
    delegated.step();
    expect([delegated.privilege, delegated.read(all.scause), delegated.read(all.sepc)]).toEqual([
      'S',
      3n,
      handler + 0x100n,
    ]);
  });
});

test('what is due is in the hart’s block', () => {
  const { hart, memory } = running('lw a1, 0(a0)\nnop\nnop');
  setTrigger(hart, 0, mcontrol6(LOAD | U | SELECT), 0n);
  hart.step();
  const block = memory.hartBlock(0).slice();
  hart.step();
  expect(trapped(hart)).toEqual(breakpoint(4n, data));
  memory.hartBlock(0).set(block);
  hart.flushTranslations();
  hart.write(all.mcause, 0n);
  hart.step();
  expect(trapped(hart)).toEqual(breakpoint(4n, data));
});

test('a hart without the extension has no triggers', () => {
  const { hart } = running('nop\nnop', { isa: 'rv64imac' });
  setTrigger(hart, 0, mcontrol6(EXECUTE | U), code);
  expect(stepsToTrap(hart, 2)).toBe(2);
});
