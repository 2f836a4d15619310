/** Rounding modes, as in frm (unpriv "Floating-Point Control and Status Register"). */
export const rounding = {
  /** To the nearest, ties to even. */
  RNE: 0,
  /** Towards zero. */
  RTZ: 1,
  /** Down. */
  RDN: 2,
  /** Up. */
  RUP: 3,
  /** To the nearest, ties away from zero. */
  RMM: 4,
} as const;
/** A rounding mode by its number in frm. */
export type Rounding = (typeof rounding)[keyof typeof rounding];

/** Whether this value of frm is a rounding mode; the others are reserved. */
export const isRounding = (mode: number): mode is Rounding => mode <= rounding.RMM;

/** Exception flags, as in fflags (ibid.). */
export const flag = { NX: 1, UF: 2, OF: 4, DZ: 8, NV: 16 } as const;

/**
 * Whether a magnitude is rounded up, away from zero. It ends in two more bits than are kept: the first is worth half of
 * the last bit kept, the second says that there is more behind. `odd` is the last bit kept.
 */
export function roundsUp(mode: Rounding, negative: boolean, odd: boolean, ending: number): boolean {
  switch (mode) {
    case rounding.RNE:
      return ending === 3 || (ending === 2 && odd);
    case rounding.RTZ:
      return false;
    case rounding.RDN:
      return negative && ending !== 0;
    case rounding.RUP:
      return !negative && ending !== 0;
    case rounding.RMM:
      return ending >= 2;
  }
}
