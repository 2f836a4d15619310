import { bitIn, type HartView } from '../csr/csr.ts';
import { interrupt } from './causes.ts';

/**
 * The default order, highest first (aia "Defined major interrupts and default priorities"). Of those that it has, priv
 * "Machine Interrupt (mip and mie) Registers" and "Hypervisor Interrupt (hvip, hip, and hie) Registers" say the same. It
 * counts among interrupts for one mode only: those for a more privileged mode come before it.
 */
export const defaultOrder: readonly number[] = [
  interrupt.HighPriorityRAS,
  interrupt.MEI,
  interrupt.MSI,
  interrupt.MTI,
  interrupt.SEI,
  interrupt.SSI,
  interrupt.STI,
  interrupt.SGEI,
  interrupt.VSEI,
  interrupt.VSSI,
  interrupt.VSTI,
  interrupt.LCOFI,
  interrupt.LowPriorityRAS,
];

/** The priority number of an interrupt at a level: 0 leaves it where the default order has it, 256 is less than every number that software can give. */
export type NumberOf = (identity: number, hart: HartView) => number;

/** The number of an external interrupt whose controller gives none. */
export const NO_NUMBER = 256;

/** Before or after every number: the rank of an interrupt that has none. */
const FIRST = 0;
const LAST = 257;

const placeOf = (identity: number) => defaultOrder.indexOf(identity);

/**
 * Priority number 0 stands before 1 for an interrupt that the default order has before the level's external interrupt,
 * and after 256 for one that it has after it (aia "Configuring priorities of major interrupts at machine level").
 */
export const rank = (number: number, place: number, external: number): number =>
  number || (place < placeOf(external) ? FIRST : LAST);

/** An interrupt and its rank in one number, or `nothing`. */
export const found = (identity: number, ofRank: number): number => identity * 2 ** 16 + ofRank;
export const nothing = -1;
export const identityOf = (one: number): number => one >>> 16;
export const rankOf = (one: number): number => one & 0xffff;

/** The first of the interrupts of these bits: the lowest rank, and between equals the default order. */
export function first(low: number, high: number, external: number, numberOf: NumberOf, hart: HartView): number {
  let best = nothing;
  if ((low | high) === 0) return best;
  for (let place = 0; place < defaultOrder.length; place++) {
    const identity = defaultOrder[place]!;
    if (bitIn(identity, identity < 32 ? low : high) === 0) continue;
    const ofRank = rank(numberOf(identity, hart), place, external);
    if (best === nothing || ofRank < rankOf(best)) best = found(identity, ofRank);
  }
  return best;
}
