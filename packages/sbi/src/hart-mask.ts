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
  for (let bit = 0n; bit < 64n; bit += 1n) {
    if (((hart_mask >> bit) & 1n) === 0n) continue;
    // A sum beyond 2^64 - 1 is no hart ID, so it does not wrap around to a small one.
    const hartid = hart_mask_base + bit;
    if (!hartids.includes(hartid)) return err('INVALID_PARAM');
    named.push(hartid);
  }
  return named;
}
