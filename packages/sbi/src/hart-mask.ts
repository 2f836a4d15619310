import { err, type Err } from './answer.ts';

/** `hart_mask_base` = -1: `hart_mask` is ignored and all harts are meant. */
const ALL_HARTS = 2n ** 64n - 1n;

/**
 * The harts that `hart_mask` and `hart_mask_base` name, in ascending order (sbi "Hart list parameter").
 *
 * @param hartids the harts that are available to the caller, ascending, whatever their HSM state
 * @returns INVALID_PARAM if any hart named is not among `hartids`; a mask of 0 names no hart and is valid
 */
export function hartMask(
  hart_mask: bigint,
  hart_mask_base: bigint,
  hartids: readonly bigint[],
): readonly bigint[] | Err<'INVALID_PARAM'> {
  if (hart_mask_base === ALL_HARTS) return hartids;
  const named: bigint[] = [];
  let others = hart_mask;
  for (const hartid of hartids) {
    // A sum beyond 2^64 - 1 is no hart ID, so it does not wrap around to a small one.
    const bit = hartid - hart_mask_base;
    if (bit < 0n || bit > 63n || ((others >> bit) & 1n) === 0n) continue;
    others ^= 1n << bit;
    named.push(hartid);
  }
  return others === 0n ? named : err('INVALID_PARAM');
}
