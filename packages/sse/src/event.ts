import { Either, OneOf } from './form.ts';
import { resumeForm, type ResumeState } from './resume.ts';

/** Where an event is in its life (sbi "Software Event States"). Resume state exists in RUNNING and in no other state. */
export type At =
  | { readonly state: 'UNUSED' | 'REGISTERED' | 'ENABLED' }
  | { readonly state: 'RUNNING'; readonly resume: ResumeState };

/** The name of a state of an event (sbi "Software Event States"). */
export type State = At['state'];

/** The states in the order of their numbers in STATUS[1:0]. */
export const states: readonly State[] = ['UNUSED', 'REGISTERED', 'ENABLED', 'RUNNING'];

/** The attributes that the SEE stores, as unsigned integers. STATUS is computed and not among them. */
export interface Stored {
  readonly PRIORITY: number;
  readonly CONFIG: number;
  readonly PREFERRED_HART: bigint;
  readonly ENTRY_PC: bigint;
  readonly ENTRY_ARG: bigint;
  readonly INTERRUPTED_SEPC: bigint;
  readonly INTERRUPTED_FLAGS: number;
  readonly INTERRUPTED_A6: bigint;
  readonly INTERRUPTED_A7: bigint;
}

/**
 * A local event of one hart, or a global event. It never changes: what happens to it makes another, which takes its place
 * in the `EventTable`.
 *
 * An event is delivered on its PREFERRED_HART only. That of a local event never changes, that of a global one only in
 * UNUSED and REGISTERED, so it is also the hart that runs the handler.
 */
export interface SseEvent {
  readonly event_id: number;
  readonly injectable: boolean;
  readonly at: At;
  /** A flag, not a counter: signals coalesce. Only in ENABLED and RUNNING can it be set. */
  readonly pending: boolean;
  readonly stored: Stored;
}

/** An event with its reset values. */
export const unusedEvent = (
  { event_id, injectable }: Pick<SseEvent, 'event_id' | 'injectable'>,
  hartid: bigint,
): SseEvent => ({
  event_id,
  injectable,
  at: { state: 'UNUSED' },
  pending: false,
  stored: {
    PRIORITY: 0,
    CONFIG: 0,
    PREFERRED_HART: hartid,
    ENTRY_PC: 0n,
    ENTRY_ARG: 0n,
    INTERRUPTED_SEPC: 0n,
    INTERRUPTED_FLAGS: 0,
    INTERRUPTED_A6: 0n,
    INTERRUPTED_A7: 0n,
  },
});

/** What the same event is made as, whatever happens to it, if one of these harts handles it. */
export const formOf = ({ event_id, injectable, stored }: SseEvent, hartids: readonly bigint[]): unknown => ({
  event_id: new OneOf(event_id),
  injectable,
  at: new Either(
    { state: new OneOf('UNUSED', 'REGISTERED', 'ENABLED') },
    { state: new OneOf('RUNNING'), resume: resumeForm },
  ),
  pending: false,
  stored: { ...stored, PREFERRED_HART: new OneOf(...hartids) },
});

/** The event after a change. All events have one shape, so that none is slow to look at. */
export const changed = (event: SseEvent, change: Partial<Pick<SseEvent, 'at' | 'pending' | 'stored'>>): SseEvent => ({
  event_id: event.event_id,
  injectable: event.injectable,
  at: change.at ?? event.at,
  pending: change.pending ?? event.pending,
  stored: change.stored ?? event.stored,
});

/** CONFIG[0]: completion disables the event. */
export const ONE_SHOT = 1;

/** Whether `event` goes before `other` on a hart (sbi "Software Event Priority"). */
export const isAhead = (event: SseEvent, other: SseEvent): boolean =>
  event.stored.PRIORITY === other.stored.PRIORITY
    ? event.event_id < other.event_id
    : event.stored.PRIORITY < other.stored.PRIORITY;
