import { mideleg, mie, mip, type Hart } from '@hartlab/hart';
import type { EventStatus } from '@hartlab/sse';

/**
 * Whose the interrupt of counters that overflow is, LCOFI (priv "Count Overflow Control"), while the event for it is this
 * far: M-mode's from registration on, so that no `sstatus.SIE` can hold it back, and the supervisor's own otherwise. It comes
 * while the event is ENABLED and nothing is pending: an overflow after that waits in mip until the handler has completed,
 * and one that comes in any other state waits for the event to be enabled.
 *
 * Disabling the event withdraws the interrupt, as on OpenSBI. What was signalled before stays pending in the event.
 */
export function routeOverflow(hart: Hart, { state, pending }: EventStatus, was: EventStatus): void {
  hart.set(mideleg.LCOFI, state === 'UNUSED' ? 1 : 0);
  hart.set(mie.LCOFIE, state === 'ENABLED' && !pending ? 1 : 0);
  if (was.state === 'ENABLED' && state === 'REGISTERED') hart.set(mip.LCOFIP, 0);
}

/**
 * Withdraws the interrupt where the supervisor cannot: counters that it stops are to interrupt it no more (sbi "Function: Stop a set of
 * counters (FID #4)").
 */
export function withdrawOverflow(hart: Hart): void {
  if (hart.get(mideleg.LCOFI) === 0) hart.set(mip.LCOFIP, 0);
}
