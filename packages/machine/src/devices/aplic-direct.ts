import { HART_INDEX } from './aplic-registers.ts';
import { type AplicState, readySources } from './aplic-state.ts';

/*
 * Source: aia "Interrupt delivery directly by the APLIC".
 */
/** Priorities have three bits, as QEMU's virt has them. */
export const PRIORITIES = 7;

/** aia "Interrupt targets (`target[1]-target[1023]`)": a hart, and a priority number, which is never 0. */
export const directTarget = (value: number): number =>
  (((value >>> HART_INDEX) << HART_INDEX) | (value & PRIORITIES || 1)) >>> 0;

/** aia "Top interrupt (`topi`)": the smallest priority number below the threshold, and of these the smallest source. */
export function topInterrupt(state: AplicState, hart: number): number {
  const { target, ithreshold } = state;
  let [top, best] = [0, ithreshold[hart]! || PRIORITIES + 1];
  for (const source of readySources(state)) {
    const priority = target[source]! & PRIORITIES;
    if (target[source]! >>> HART_INDEX === hart && priority < best) [top, best] = [source, priority];
  }
  return top === 0 ? 0 : (top << 16) | best;
}

/** Whether the domain interrupts a hart. */
export const interrupts = (state: AplicState, hart: number): boolean =>
  state.enables && state.idelivery[hart] === 1 && (state.iforce[hart] === 1 || topInterrupt(state, hart) !== 0);
