/** A program that the benchmark runs, from `benchmarks/`. */
export interface Guest {
  /** By which it is chosen. */
  readonly name: string;
  /** What it shows, in a few words. */
  readonly shows: string;
  /** Its file of C. */
  readonly source: string;
  /** How often it does its work. */
  readonly rounds: number;
  /** In S-mode with firmware; so with Sv39 and pages of 4 KiB; or from M-mode on, without firmware. */
  readonly mode: 'S' | 'S with Sv39' | 'M';
  /** What its rounds are, where people count them. */
  readonly counts?: string;
}

/** The guests, in the order of the table. The rounds are such that QEMU takes some seconds for the long ones. */
export const guests: readonly Guest[] = [
  { name: 'empty', shows: 'start and end', source: 'empty', rounds: 1, mode: 'S' },
  {
    name: 'integer',
    shows: 'lists, matrices, a state machine, a CRC',
    source: 'integer',
    rounds: 14_000,
    mode: 'S with Sv39',
  },
  {
    name: 'integer-short',
    shows: 'the same, 0.7 G instructions',
    source: 'integer',
    rounds: 1350,
    mode: 'S with Sv39',
  },
  { name: 'memory', shows: 'a sort, LZ, SHA-256, a pointer chase', source: 'memory', rounds: 300, mode: 'S with Sv39' },
  { name: 'bytecode', shows: 'an interpreter: indirect jumps', source: 'bytecode', rounds: 1500, mode: 'S with Sv39' },
  { name: 'float', shows: 'floating point, every flag exact', source: 'float', rounds: 15_000, mode: 'S with Sv39' },
  {
    name: 'trap',
    shows: 'from S to a handler of its own in M',
    source: 'trap',
    rounds: 3_000_000,
    mode: 'M',
    counts: 'round trips',
  },
  { name: 'sbi', shows: 'get_spec_version', source: 'sbi', rounds: 1_000_000, mode: 'S', counts: 'SBI calls' },
  {
    name: 'sse',
    shows: 'injected into itself, and completed',
    source: 'sse',
    rounds: 200_000,
    mode: 'S',
    counts: 'events',
  },
];
