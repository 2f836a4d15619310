import { interrupt, mideleg, mie } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { RAM_BASE } from './board.ts';
import { mayBeInterrupted, StuckWatch } from './stuck-watch.ts';
import { machineWith, program } from './testing/program.ts';

/** A step at a pc below 2^32. */
const step = (kind: 'trap' | 'interrupt', pc: bigint) =>
  ({ kind, pc, pcLow: Number(pc), pcHigh: 0, word: 0, decoded: undefined, cause: 2n }) as const;

describe('a watch', () => {
  const watched = () => {
    const { machine } = machineWith({ kernel: program('wfi') });
    const hart = machine.harts[0]!;
    const watch = new StuckWatch(hart);
    /** A trap or interrupt at `pc` that leads to `to`. */
    const trap = (pc: bigint, to: bigint, retired: number, kind: 'trap' | 'interrupt' = 'trap') => {
      hart.pc = to;
      return watch.trapped(step(kind, pc), retired);
    };
    return { watch, trap };
  };

  test('sees a loop after three traps of a handler to itself, until something retires or another trap is taken', () => {
    const { watch, trap } = watched();
    expect([trap(8n, 0n, 5), trap(0n, 0n, 5), trap(0n, 0n, 5), trap(0n, 0n, 5)]).toEqual([false, false, false, true]);
    expect([watch.loops(5), watch.loops(6)]).toEqual([true, false]);
    expect([trap(0n, 0n, 5, 'interrupt'), watch.loops(5)]).toEqual([false, true]);
    expect([trap(0n, 64n, 5, 'interrupt'), watch.loops(5)]).toEqual([false, false]);
  });

  test('goes on from where it was saved', () => {
    const { watch, trap } = watched();
    trap(8n, 0n, 5);
    trap(0n, 0n, 5);
    const saved = structuredClone(watch.save());
    trap(0n, 0n, 5);
    watch.restore(saved);
    expect([trap(0n, 0n, 5), trap(0n, 0n, 5)]).toEqual([false, true]);
    expect(watch.describe(step('trap', 0n))).toContain('at pc 0x8 ');
  });
});

test.each([
  ['a timer of M-mode', interrupt.MTI, { timers: true }, true],
  ['a timer that S-mode has', interrupt.STI, { timers: true }, false],
  ['a timer, for who listens to devices', interrupt.MEI, { timers: true }, true],
  ['console input', interrupt.MEI, { input: true }, true],
  ['console input, for who listens to timers', interrupt.MTI, { input: true }, false],
  ['a count of exceptions that overflows', interrupt.LCOFI, {}, true],
  ['an interrupt of another hart', interrupt.MSI, { timers: true, input: true }, false],
] as const)('a loop of S-mode and %s', (_what, number, coming, answer) => {
  const { machine } = machineWith({ bios: 'none', kernel: program('nop', RAM_BASE), isa: parseIsa('max') });
  const hart = machine.harts[0]!;
  hart.privilege = 'S';
  hart.write(mie, 1n << BigInt(number));
  hart.write(mideleg, 1n << BigInt(interrupt.STI));
  expect(mayBeInterrupted(hart, { timers: false, input: false, firmware: false, ...coming })).toBe(answer);
});
