import { Hart, henvcfg, htimedelta, MachineMemory, menvcfg, stimecmp, vstimecmp } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { HartTimer } from './hart-timer.ts';

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
  return new HartTimer(hart).update();
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
