/** Which 32 bits of a value of 64: 0 the low half, 1 the high one. */
export type Half = 0 | 1;
export const halves: readonly Half[] = [0, 1];

/** A value for each half. */
export type Halves = readonly [low: number, high: number];

/** The two halves of 64 bits, unsigned. */
export const toHalves = (value: bigint): Halves => [
  Number(value & 0xffff_ffffn),
  Number((value >> 32n) & 0xffff_ffffn),
];

/** The same, signed: to the host these are small integers whatever their bits are. */
export const toSignedHalves = (value: bigint): Halves => [
  Number(BigInt.asIntN(32, value)),
  Number(BigInt.asIntN(32, value >> 32n)),
];

export const fromHalves = (low: number, high: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
