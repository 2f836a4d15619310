/** A value or lock of a feature on one hart: the possible ones, which is one where the text says which. */
export interface Feature {
  readonly values: readonly bigint[];
  readonly locks: readonly boolean[];
}

/** The features of one hart by their numbers; none where the platform has not got it. */
export type Features = readonly (Feature | undefined)[];

/** One logical counter of a hart. What is undefined, no text says. */
export interface Counter {
  readonly event: bigint | undefined;
  readonly started: boolean | undefined;
  /** What is known of its value, which may have grown since where it is not `exact`. Of a counter of the hardware nothing is. */
  readonly value: bigint | undefined;
  readonly exact: boolean;
}

/** The counters of one hart by their index, the events that they have been seen to count, and the memory of its snapshots. */
export interface Counters {
  readonly all: readonly Counter[];
  /** `event counter`, for each that a call has configured so. */
  readonly seen: ReadonlySet<string>;
  readonly shmem: bigint | undefined;
}

/** A debug trigger that has been installed. */
export interface Trigger {
  readonly tdata1: bigint;
  readonly tdata2: bigint;
  readonly tdata3: bigint;
  readonly enabled: boolean;
}

/** The triggers of one hart, by their logical index, and the memory that it shares for them. */
export interface Triggers {
  readonly shmem: bigint | undefined;
  readonly entries: readonly Entry[];
}

/** None where no trigger is mapped, `unsaid` where a call has failed halfway, of which no text says what it has left. */
export type Entry = Trigger | 'unsaid' | undefined;

/** The memory that one hart shares for messages; none where it is disabled. */
export interface Channels {
  readonly shmem: bigint | undefined;
}
