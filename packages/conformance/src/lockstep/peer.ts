import type { Isa } from '@hartlab/isa';

/** Whom a program is compared with: others, who do some things differently, or another of our own engines. */
export type Peer = 'Spike' | 'QEMU' | 'engine';

/** A mode in which snippets run. */
export type Mode = 'M' | 'HS' | 'U' | 'VS' | 'VU';

/** What a program is generated for. */
export interface Target {
  readonly peer: Peer;
  readonly isa: Isa;
  /** Whether counters that overflow may interrupt below M-mode; for Spike VS-mode cannot then, as it orders those differently. */
  readonly overflows: boolean;
}
