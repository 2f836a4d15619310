/** Bits of tdata1 (debug "Match Control Type 6 (mcontrol6, at 0x7a1)" and "Trigger Data 1 (tdata1, at 0x7a1)"). */
export const CHAIN = 1n << 11n;
const DMODE = 1n << 59n;
export const typeOf = (tdata1: bigint): bigint => tdata1 >> 60n;
/** mcontrol and mcontrol6 have a chain, and m, s and u at the same bits; icount, itrigger and etrigger at others (Debug Specification). */
export const isMatch = (tdata1: bigint): boolean => typeOf(tdata1) === 2n || typeOf(tdata1) === 6n;
export const isChained = (tdata1: bigint): boolean => isMatch(tdata1) && (tdata1 & CHAIN) !== 0n;
/** Where m is, by type; none where a type has none. */
const machineBit: Readonly<Record<string, bigint>> = { 2: 6n, 3: 9n, 4: 9n, 5: 9n, 6: 6n };
/** Where vs, vu, s and u are, by type, from bit 4 of trig_state down to bit 1. */
const modeBits: Readonly<Record<string, readonly (bigint | undefined)[]>> = {
  2: [undefined, undefined, 4n, 3n],
  3: [26n, 25n, 7n, 6n],
  4: [12n, 11n, 7n, 6n],
  5: [12n, 11n, 7n, 6n],
  6: [24n, 23n, 4n, 3n],
};
const bitAt = (value: bigint, at: bigint | undefined): bigint => (at === undefined ? 0n : (value >> at) & 1n);
/** The saved copies in trig_state. */
export const savedModes = (tdata1: bigint): bigint =>
  (modeBits[`${typeOf(tdata1)}`] ?? []).reduce<bigint>(
    (state, at, n) => state | (bitAt(tdata1, at) << BigInt(4 - n)),
    0n,
  );
export const modeMask = (tdata1: bigint): bigint =>
  (modeBits[`${typeOf(tdata1)}`] ?? []).reduce<bigint>((mask, at) => mask | (at === undefined ? 0n : 1n << at), 0n);
export const isForMachine = (tdata1: bigint): boolean =>
  (tdata1 & DMODE) !== 0n || bitAt(tdata1, machineBit[`${typeOf(tdata1)}`]) === 1n;

const LOAD = 1n;
const STORE = 2n;
const EXECUTE = 4n;
const mcontrol6 = 6n << 60n;
const S = 1n << 4n;
const U = 1n << 3n;
/** Configurations that a hart may have, and some that no supervisor may. */
export const configurations = [
  mcontrol6 | EXECUTE | S,
  mcontrol6 | LOAD | S | U,
  mcontrol6 | STORE | U,
  mcontrol6 | STORE | S | CHAIN,
  mcontrol6 | LOAD | S | (1n << 24n),
  mcontrol6 | LOAD | (1n << 6n),
  mcontrol6 | LOAD | S | DMODE,
  (3n << 60n) | (0x3fffn << 10n) | (1n << 7n),
  15n << 60n,
] as const;

/** Words of an array of these configurations, by their places in the list, each with a trig_idx, for the memory of a hart. */
export const configurationWords = (indices: readonly bigint[], kinds: readonly number[]): readonly bigint[] =>
  kinds.flatMap((kind, i) => [
    indices[i] ?? 0n,
    configurations[kind % configurations.length]!,
    0x8020_0000n + 0x10n * BigInt(i),
    0n,
  ]);
