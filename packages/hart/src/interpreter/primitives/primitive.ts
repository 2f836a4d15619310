/**
 * A pure function of one or two 64-bit values. Each is given as two 32-bit halves, low half first, of which only the
 * bits count and not the sign; the result is left in `result` in the same way. So any engine can call it: no bigints,
 * and nothing to allocate.
 */
export type Primitive = (result: Int32Array, aLow: number, aHigh: number, bLow: number, bHigh: number) => void;
