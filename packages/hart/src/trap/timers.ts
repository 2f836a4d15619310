import type { Core } from '../core.ts';
import { henvcfg, htimedelta, menvcfg, stimecmp, vstimecmp } from '../csrs/csrs.ts';

/** Ticks, at least 1, until a 64-bit counter that is at `now` next begins to be at or above `compare`. */
export const ticksUntil = (compare: bigint, now: bigint): bigint => BigInt.asUintN(64, compare - now - 1n) + 1n;

/**
 * In how many ticks from `now`, at least 1, a timer of the Sstc extension next makes its interrupt pending, if one is
 * enabled (priv "Sstc Extension for Supervisor-mode Timer Interrupts"). A comparison that has become true stays so until
 * time wraps around.
 */
export function ticksToTimer(hart: Core, now: bigint): bigint | undefined {
  if (!hart.isa.has('Sstc') || hart.get(menvcfg.STCE) === 0) return undefined;
  const supervisor = ticksUntil(hart.cell(stimecmp.address), now);
  if (!hart.isa.has('H') || hart.get(henvcfg.STCE) === 0) return supervisor;
  const guest = ticksUntil(hart.cell(vstimecmp.address), now + hart.cell(htimedelta.address));
  return guest < supervisor ? guest : supervisor;
}
