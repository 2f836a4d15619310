import { assemble } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countedEvents, type CountedEvent } from '../csrs/counted-events.ts';
import {
  hpmcounters,
  mcause,
  mcountinhibit,
  mcycle,
  mcyclecfg,
  mepc,
  mhpmcounters,
  mhpmevents,
  mie,
  minstret,
  minstretcfg,
  mip,
  mstatus,
  mtvec,
} from '../csrs/csrs.ts';
import type { Field, Register } from '../csr/csr.ts';
import type { Hart } from '../hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';

const start = BigInt(ramBase);
const allOnes = (1n << 64n) - 1n;

/** A hart at the start of this program, which can use every CSR. */
function program(source: string, isa?: string) {
  const { hart, memory } = bareHart([], isa ? { isa } : {});
  memory.writeBytes(ramBase, assemble(source, { origin: start }).bytes);
  hart.write(mtvec, start + 0x1000n);
  return { hart, run: (steps: number) => Array.from({ length: steps }, () => hart.step().kind) };
}

/** Makes the counter with this index count an event. */
function counts(hart: Hart, index: number, event: CountedEvent, also = 0n): Register {
  hart.write(mhpmevents[index]!, BigInt(countedEvents[event]) | also);
  return mhpmcounters[index]!;
}

const everyEvent = Object.keys(countedEvents) as CountedEvent[];
/** What every event counts while this runs. */
function countAll(source: string, steps: number) {
  const { hart, run } = program(source);
  hart.setX(11, start + 0x2000n);
  everyEvent.forEach((event, index) => counts(hart, index, event));
  run(steps);
  return Object.fromEntries(everyEvent.map((event, index) => [event, hart.read(mhpmcounters[index]!)]));
}

describe('an event', () => {
  const nothing = Object.fromEntries(everyEvent.map((event) => [event, 0n]));
  const one = { ...nothing, cycles: 1n, instructions: 1n };
  test.each<[string, Record<string, bigint>]>([
    ['nop', one],
    ['lw a0, 0(a1)', { ...one, loads: 1n }],
    ['c.sw a0, 0(a1)', { ...one, stores: 1n }],
    ['lr.d a0, (a1)', { ...one, loads: 1n }],
    ['sc.d a0, a2, (a1)', { ...one, stores: 1n }],
    ['amoadd.d a0, a2, (a1)', { ...one, loads: 1n, stores: 1n }],
    ['amocas.q a2, a4, (a1)', { ...one, loads: 1n, stores: 1n }],
    ['cbo.zero (a1)', { ...one, stores: 1n }],
    ['cbo.flush (a1)', one],
    ['hlv.w a0, (a1)', { ...one, loads: 1n }],
    ['beq zero, zero, there; nop; there: nop', { ...one, branches: 1n, takenBranches: 1n }],
    ['bne zero, zero, there; nop; there: nop', { ...one, branches: 1n }],
    ['jalr zero, 0(a1)', { ...one, branches: 1n, takenBranches: 1n }],
    ['ecall', { ...nothing, exceptions: 1n }],
    ['.4byte 0xffffffff', { ...nothing, exceptions: 1n }],
    ['mret', one],
  ])('%s', (instruction, expected) => {
    expect(countAll(instruction, 1)).toEqual(expected);
  });

  test('an interrupt is taken in place of an instruction', () => {
    const { hart, run } = program('nop');
    const counter = counts(hart, 0, 'interrupts');
    hart.write(mie, mie.MSIE.mask);
    hart.write(mstatus, mstatus.MIE.mask);
    hart.setInterrupt('MSIP', true);
    expect(run(1)).toEqual(['interrupt']);
    expect([hart.read(counter), hart.read(minstret)]).toEqual([1n, 0n]);
  });
});

describe('mhpmevent and mhpmcounter (priv "Hardware Performance Monitor")', () => {
  test('counters 3 to 18 hold 64 bits, the others are read-only zero', () => {
    const { hart } = bareHart();
    mhpmcounters.forEach((counter, index) => {
      hart.write(counter, allOnes);
      hart.write(mhpmevents[index]!, (0xfcn << 56n) | 1n);
      expect(hart.read(counter)).toBe(index < 16 ? allOnes : 0n);
      expect(hart.read(hpmcounters[index]!)).toBe(index < 16 ? allOnes : 0n);
      expect(hart.read(mhpmevents[index]!)).toBe(index < 16 ? (0xfcn << 56n) | 1n : 0n);
    });
  });

  test('a selector without an event becomes no event', () => {
    const { hart } = bareHart();
    for (const event of everyEvent) {
      hart.write(mhpmevents[0]!, BigInt(countedEvents[event]));
      expect(hart.read(mhpmevents[0]!)).toBe(BigInt(countedEvents[event]));
      hart.write(mhpmevents[0]!, 0x1_0019n);
      expect(hart.read(mhpmevents[0]!)).toBe(0n);
    }
  });

  test('without Sscofpmf there are selectors only, without Zihpm nothing', () => {
    const held = (isa: string) => {
      const { hart } = bareHart([], { isa });
      hart.write(mhpmevents[0]!, (0xfcn << 56n) | 1n);
      hart.write(mhpmcounters[0]!, 5n);
      return [hart.read(mhpmevents[0]!), hart.read(mhpmcounters[0]!)];
    };
    expect(held('rv64i_zihpm')).toEqual([1n, 5n]);
    expect(held('rv64i')).toEqual([0n, 0n]);
    // Without H there are no bits for its modes.
    expect(held('rv64i_sscofpmf')).toEqual([(0xf0n << 56n) | 1n, 5n]);
  });

  test('a written value is what the next instruction sees', () => {
    const { hart, run } = program('csrw mhpmcounter3, a1; csrr a0, mhpmcounter3');
    counts(hart, 0, 'instructions');
    hart.setX(11, 100n);
    run(2);
    expect(hart.x(10)).toBe(100n);
  });

  test('mcountinhibit stops each counter on its own', () => {
    const { hart, run } = program('nop');
    for (let index = 0; index < 16; index++) counts(hart, index, 'cycles');
    hart.write(mcountinhibit, 0b1010_1000n);
    run(1);
    const counted = mhpmcounters.slice(0, 8).map((counter) => hart.read(counter));
    expect(counted).toEqual([0n, 1n, 0n, 1n, 0n, 1n, 1n, 1n]);
  });
});

const modes = { M: ['M', false], S: ['S', false], U: ['U', false], VS: ['S', true], VU: ['U', true] } as const;
const names = Object.keys(modes) as (keyof typeof modes)[];

/** priv "Count Overflow Control" and "Machine Counter Configuration (`mcyclecfg`, `minstretcfg`) Registers". */
describe('privilege filters', () => {
  const registers = [
    ['mcyclecfg', mcyclecfg, mcycle],
    ['minstretcfg', minstretcfg, minstret],
    ['mhpmevent3', mhpmevents[0]!, mhpmcounters[0]!],
  ] as const;
  test.each(registers)('%s: each bit stops counting in its mode', (_, configuration, counter) => {
    for (const inhibited of names) {
      const field: Field = configuration[`${inhibited}INH`];
      for (const mode of names) {
        const { hart, run } = program('nop');
        if (counter === mhpmcounters[0]) counts(hart, 0, 'instructions');
        hart.set(field, 1);
        const [privilege, V] = modes[mode];
        hart.enter(privilege, V);
        run(1);
        expect(hart.read(counter)).toBe(mode === inhibited ? 0n : 1n);
      }
    }
  });

  test('modes in which the same has counted may come to differ, and to count alike again', () => {
    const { hart, run } = program('nop; nop; nop; nop; nop; nop');
    for (const [SINH, privilege, counted] of [
      [0, 'M', 1n],
      [0, 'S', 2n],
      [1, 'S', 2n],
      [1, 'M', 3n],
      [0, 'S', 4n],
    ] as const) {
      hart.set(minstretcfg.SINH, SINH);
      hart.enter(privilege, false);
      run(1);
      expect(hart.read(minstret)).toBe(counted);
    }
  });

  test('what changes the mode counts in the mode in which it began', () => {
    const { hart, run } = program('mret');
    hart.write(mepc, start);
    hart.write(minstretcfg, minstretcfg.MINH.mask);
    const inM = counts(hart, 0, 'instructions', mhpmevents[0]!.UINH.mask);
    const exceptionsInM = counts(hart, 1, 'exceptions', mhpmevents[1]!.UINH.mask);
    const exceptionsInU = counts(hart, 2, 'exceptions', mhpmevents[2]!.MINH.mask);
    // mret in M-mode, and then, as it is illegal there, in U-mode.
    expect(run(2)).toEqual(['retired', 'trap']);
    expect([minstret, inM, exceptionsInM, exceptionsInU].map((csr) => hart.read(csr))).toEqual([0n, 1n, 0n, 1n]);
  });

  test('mcyclecfg and minstretcfg exist with Smcntrpmf', () => {
    const attempt = (isa: string) => program('csrr a0, mcyclecfg', isa).run(1)[0];
    expect(attempt('rv64i_smcntrpmf')).toBe('retired');
    expect(attempt('rv64i_sscofpmf')).toBe('trap');
  });
});

/** priv "Count Overflow Control". */
test.each([
  ['mcyclecfg', mcycle],
  ['minstretcfg', minstret],
])('an instruction that keeps U-mode from counting by %s counts itself in M-mode', (name, counter) => {
  const { hart, run } = program(`li t0, 1\n slli t0, t0, 60\n csrw ${name}, t0\n nop`);
  run(4);
  expect(hart.read(counter)).toBe(4n);
});

describe('overflow', () => {
  const { OF } = mhpmevents[0]!;
  test('sets OF and LCOFIP, once', () => {
    const { hart, run } = program('nop; nop; nop; nop; nop');
    const counter = counts(hart, 0, 'instructions');
    hart.write(counter, allOnes - 1n);
    run(1);
    expect([hart.get(OF), hart.read(mip)]).toEqual([0, 0n]);
    run(1);
    expect([hart.read(counter), hart.get(OF), hart.read(mip)]).toEqual([0n, 1, mip.LCOFIP.mask]);
    hart.write(mip, 0n);
    hart.write(counter, allOnes);
    run(1);
    expect([hart.read(counter), hart.get(OF), hart.read(mip)]).toEqual([0n, 1, 0n]);
  });

  test('does not come of writes', () => {
    const { hart } = bareHart();
    const counter = counts(hart, 0, 'instructions');
    hart.write(counter, allOnes);
    hart.write(counter, 0n);
    hart.write(mhpmevents[0]!, OF.mask);
    expect(hart.read(mip)).toBe(0n);
  });

  test('interrupts before the next instruction, whichever counted last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom<CountedEvent>('cycles', 'stores'),
        (after, event) => {
          // Every third instruction is a store.
          const { hart, run } = program('addi a0, a0, 1; sd a0, 0(a1); nop\n'.repeat(80));
          hart.setX(11, start + 0x2000n);
          const counter = counts(hart, 0, event);
          hart.write(counter, allOnes - BigInt(after) + 1n);
          hart.write(mie, mie.LCOFIE.mask);
          hart.write(mstatus, mstatus.MIE.mask);
          const last = event === 'cycles' ? after : 3 * after - 1;
          const kinds = run(last + 1);
          expect(kinds.indexOf('interrupt')).toBe(last);
          expect([hart.read(mcause), hart.read(mepc)]).toEqual([(1n << 63n) | 13n, start + 4n * BigInt(last)]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('without Sscofpmf the counter just wraps', () => {
    const { hart, run } = program('nop', 'rv64i_zihpm');
    const counter = counts(hart, 0, 'cycles');
    hart.write(counter, allOnes);
    run(1);
    expect([hart.read(counter), hart.read(mip)]).toEqual([0n, 0n]);
  });
});

test('a restored block counts as its own CSRs say', () => {
  const { hart, memory } = bareHart([0x13, 0x13]);
  hart.step();
  const block = memory.hartBlock(0).slice();
  counts(hart, 0, 'cycles');
  memory.hartBlock(0).set(block);
  hart.flushTranslations();
  hart.step();
  expect([hart.read(mhpmcounters[0]!), hart.read(mcycle)]).toEqual([0n, 2n]);
});
