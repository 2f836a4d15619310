import type { Mode } from './mode.ts';

/** What a field of the interrupted hart has to be: a value, any but 0, or the address of a trap vector by its symbol. */
export interface Premise {
  readonly field: string;
  readonly is: bigint | 'not 0' | { readonly vector: string };
}

/**
 * One thing that a sweep must find: wherever the oracle expects `from` in this field, and the interrupted hart is in one of
 * these modes and as `where` says, it gets `to` instead.
 */
export interface Prediction {
  readonly oracle: 'O1' | 'O6';
  /** Every mode, if absent. */
  readonly modes?: readonly Mode[];
  readonly where?: Premise;
  readonly field: string;
  /** `another`: any value but `to`. */
  readonly from: bigint | 'another';
  /** A value, or the address of a symbol. */
  readonly to: bigint | string;
}

/** Where the interrupted hart is as `where` says, the handler leaves its own code for the symbol `to`, and never completes. */
export interface Derailment {
  readonly where: Premise;
  readonly to: string;
}
