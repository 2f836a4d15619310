import { parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { henvcfg, htimedelta, menvcfg, mie, stimecmp, vstimecmp } from '../csrs/csrs.ts';
import { Hart } from '../hart.ts';
import { MachineMemory } from '../state/machine-memory.ts';
import { ticksUntil } from './timers.ts';

const never = 2n ** 64n - 1n;

/** In how many ticks the timer of a hart with these comparators goes off, whose time is 1000. */
function next({
  supervisor = never,
  guest = never,
  delta = 0n,
  STCE = true,
  guestSTCE = true,
  isa = 'rv64ih_sstc',
} = {}) {
  const memory = new MachineMemory({ harts: 1, ramBase: 0x8000_0000, ramSize: 4096 });
  const bus = { read: () => undefined, write: () => false };
  const hart = new Hart({ memory, index: 0, hartid: 0n, isa: parseIsa(isa), bus, time: () => 1000n });
  hart.reset(0x8000_0000n);
  hart.write(menvcfg, STCE ? menvcfg.STCE.mask : 0n);
  if (hart.isa.has('Sstc')) hart.write(stimecmp, supervisor);
  if (hart.isa.has('H')) {
    hart.write(henvcfg, guestSTCE ? henvcfg.STCE.mask : 0n);
    hart.write(htimedelta, BigInt.asUintN(64, delta));
    if (hart.isa.has('Sstc')) hart.write(vstimecmp, guest);
  }
  return hart.ticksToTimer();
}

// priv "Supervisor Timer (stimecmp) Register": pending while time, as unsigned numbers, is at least stimecmp.
test('the supervisor’s timer goes off when time reaches stimecmp', () => {
  expect(next({ supervisor: 1500n })).toBe(500n);
});

// priv "Virtual Supervisor Timer (vstimecmp) Register": pending while time + htimedelta is at least vstimecmp.
describe('a guest’s timer goes off when time and htimedelta reach vstimecmp', () => {
  test.each([
    ['a guest that is ahead', 500n, 2000n, 500n],
    ['a guest that is behind', -500n, 2000n, 1500n],
    ['a guest that began at our 900', -900n, 300n, 200n],
  ])('%s', (_which, delta, guest, due) => {
    expect(next({ delta, guest })).toBe(due);
  });
});

test('of two timers the earlier is next', () => {
  expect(next({ supervisor: 1500n, guest: 1200n })).toBe(200n);
  expect(next({ supervisor: 1200n, guest: 1500n })).toBe(200n);
});

test('a timer that is not enabled, or not there, does not go off', () => {
  expect(next({ supervisor: 1500n, guest: 1200n, guestSTCE: false })).toBe(500n);
  expect(next({ supervisor: 1500n, guest: 1200n, STCE: false })).toBeUndefined();
  expect(next({ supervisor: 1500n, isa: 'rv64i_sstc' })).toBe(500n);
  expect(next({ isa: 'rv64i' })).toBeUndefined();
});

test.each([
  [5n, 3n, 2n],
  [3n, 3n, 2n ** 64n],
  [3n, 5n, 2n ** 64n - 2n],
  [0n, 2n ** 64n - 1n, 1n],
  [2n ** 64n - 1n, 0n, 2n ** 64n - 1n],
  [1n, 2n ** 64n + 5n, 2n ** 64n - 4n],
])('until a comparator at %i of a counter at %i: %i', (compare, now, ticks) => {
  expect(ticksUntil(compare, now)).toBe(ticks);
});

test('whoever keeps the time is told of what moves a timer, and of nothing else', () => {
  const memory = new MachineMemory({ harts: 1, ramBase: 0x8000_0000, ramSize: 4096 });
  const bus = { read: () => undefined, write: () => false };
  let told = 0;
  const timersChanged = () => void told++;
  const isa = parseIsa('rv64ih_sstc');
  const hart = new Hart({ memory, index: 0, hartid: 0n, isa, bus, time: () => 0n, timersChanged });
  const tellsOf = (change: () => void) => {
    told = 0;
    change();
    return told;
  };
  expect(tellsOf(() => hart.write(menvcfg, menvcfg.STCE.mask))).toBe(1);
  expect(tellsOf(() => hart.write(henvcfg, henvcfg.STCE.mask))).toBe(1);
  for (const compare of [stimecmp, vstimecmp, htimedelta]) expect(tellsOf(() => hart.write(compare, 5n))).toBe(1);
  expect(tellsOf(() => hart.write(menvcfg, menvcfg.STCE.mask | menvcfg.FIOM.mask))).toBe(0);
  expect(tellsOf(() => hart.write(mie, 0x222n))).toBe(0);
  expect(tellsOf(() => hart.enter('S', false))).toBe(0);
});
