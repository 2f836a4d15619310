import type { Width } from '@hartlab/isa';

/**
 * A device on the bus. Offsets are from its base; values are unsigned. It holds no host time and no randomness.
 *
 * `State` is plain data that `structuredClone` can copy.
 */
export interface Device<State = unknown> {
  /** The value at `offset`, zero-extended; undefined is an access fault. */
  read(offset: number, width: Width): bigint | undefined;
  /** False is an access fault. */
  write(offset: number, width: Width, value: bigint): boolean;
  save(): State;
  restore(state: State): void;
}

/** A wire from a device to whatever listens: an interrupt controller, or a hart. */
export type Wire = (level: boolean) => void;
