import type { ExtensionName } from '../functions.ts';
import type { Random } from '../random.ts';
import type { Context, SupervisorExtensions } from '../context.ts';
import type { Choice } from './choices.ts';

/** An SBI call that a hart makes. */
export interface Call {
  /** The number of the hart in the machine, which is its ID. */
  readonly hart: number;
  readonly extension: ExtensionName;
  readonly name: string;
  /** a0 to a5, unsigned 64-bit. */
  readonly args: readonly bigint[];
  /** What the first words of shared memory are before it, if it uses them. */
  readonly words?: readonly bigint[];
}

/** What harts do between two looks at them. */
export type Step =
  | ({ readonly kind: 'call' } & Call)
  /** Code below M-mode executes: some of what it holds is now another. */
  | { readonly kind: 'code'; readonly hart: number; readonly change: Partial<Context> }
  /** Software writes words of this many bytes into shared memory, from a physical address on. */
  | { readonly kind: 'write'; readonly address: bigint; readonly size: 4 | 8; readonly words: readonly bigint[] }
  /** Hardware interrupts a hart of which the firmware does not expect it: a suspend ends. */
  | { readonly kind: 'wake'; readonly hart: number }
  /** Software clears `sip.SSIP`: it has taken an IPI. */
  | { readonly kind: 'clear'; readonly hart: number }
  /** A counter of a hart overflows: its interrupt stands until it has been taken. */
  | { readonly kind: 'overflow'; readonly hart: number };

/** Steps from a system that has just started, of which only hart 0 runs. */
export interface Sequence {
  /** What it is for, in a few words. */
  readonly name: string;
  readonly harts: number;
  readonly steps: readonly Step[];
}

/** Bytes from `begin`, `end` exclusive. */
export interface Span {
  readonly begin: bigint;
  readonly end: bigint;
}

/** What the machine is in which steps are made. */
export interface Ground {
  readonly harts: number;
  readonly has: SupervisorExtensions;
  /** The physical address of the memory that calls share, and how many words of 8 bytes it has. */
  readonly shared: bigint;
  readonly words: number;
  /** The physical address of more memory that calls share: `page` bytes for each hart, aligned so. */
  readonly pages: bigint;
  /** Memory that S-mode may execute, and that it may load from and store to: physical addresses, `end` exclusive. */
  readonly executable: readonly Span[];
  readonly accessible: readonly Span[];
  /** A physical address of memory that supervisors may execute and that nobody else uses. */
  readonly code: bigint;
  /** A physical address of RAM that is M-mode's alone. */
  readonly firmware: bigint;
}

/** What can be seen of a hart. */
export interface HartSeen {
  /** Whether it is below M-mode: it is neither stopped nor suspended. */
  readonly runs: boolean;
  readonly context: Context;
  readonly a0: bigint;
  readonly a1: bigint;
  /** The general registers but a0, a1, a6 and a7, in their order from x1. */
  readonly others: readonly bigint[];
  /** `sip.SSIP`. */
  readonly SSIP: boolean;
}

/** What a call answers. */
export interface Answer {
  /** As a signed number: 0, or an error of the SBI. */
  readonly error: bigint;
  readonly value: bigint;
  /** Shared memory afterwards. */
  readonly words: readonly bigint[];
  readonly pages: Uint8Array;
}

/** What can be seen after a step. */
export interface Seen {
  readonly harts: readonly HartSeen[];
  /** Shared memory: its first words, and the pages. */
  readonly words: readonly bigint[];
  readonly pages: Uint8Array;
  /** mtime, which stands still. */
  readonly time: bigint;
  /** A register of a hart or a part of one by its name, such as `satp` or `menvcfg.LPE`. */
  readonly read: (hart: number, what: string) => bigint;
  /** What a call would answer now: it is made aside, after others, and all that comes of it is taken back. The hart must run. */
  readonly ask: (...calls: readonly [...Call[], Call]) => Answer;
}

/** Where something is not as the specification says. */
export interface Difference {
  /** The section: `sbi "Software Event Injection"`. */
  readonly spec: string;
  /** The row of a table or the item of a list there, in its own words or a part of them. */
  readonly item: string;
  /** What differs. */
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

/** What comes of a step: the state after it, or where it differs; and where the specification left a choice, the one that was taken. */
export interface Judgement<State> {
  readonly state: State;
  readonly difference?: Difference;
  readonly choices: readonly Choice[];
  /** False if the state is no longer that of the firmware, so that no more steps can be judged. */
  readonly goesOn?: boolean;
}

/** The model of an extension, as what plays sequences on a firmware sees it. Every function is pure but for what it asks. */
export interface Protocol<State> {
  /** The extensions that it judges. */
  readonly name: string;
  /** The state before the first step. */
  begin(ground: Ground, seen: Seen): State;
  /** Whether a step can be made: when some before it are left out, it may not. */
  isPossible(state: State, step: Step): boolean;
  /** @param before what could be seen before the step @param after and after it */
  judge(state: State, step: Step, before: Seen, after: Seen): Judgement<State>;
  /** One sequence for each thing that the text says. @param state the first one, on a machine of several harts */
  systematic(state: State): Iterable<Sequence>;
  /** A step that may come next. */
  anyStep(random: Random, state: State): Step;
}
