import type { State } from './event.ts';

/** A software event that the specification names. */
interface StandardEvent {
  /** Unsigned 32-bit. */
  readonly event_id: number;
  /** Its description in sbi "Software Event Identification". */
  readonly name: string;
}

/** The standard events (sbi "Software Event Identification"). */
export const events = {
  localHighPriorityRas: { event_id: 0x0000_0000, name: 'Local High Priority RAS event' },
  localDoubleTrap: { event_id: 0x0000_0001, name: 'Local double trap event' },
  globalHighPriorityRas: { event_id: 0x0000_8000, name: 'Global High Priority RAS event' },
  localPmuOverflow: { event_id: 0x0001_0000, name: 'Local PMU overflow event' },
  localLowPriorityRas: { event_id: 0x0010_0000, name: 'Local Low Priority RAS event' },
  globalLowPriorityRas: { event_id: 0x0010_8000, name: 'Global Low Priority RAS event' },
  localSoftware: { event_id: 0xffff_0000, name: 'Software injected local event' },
  globalSoftware: { event_id: 0xffff_8000, name: 'Software injected global event' },
} as const satisfies Readonly<Record<string, StandardEvent>>;

/** The name of a standard event in this code. */
export type EventName = keyof typeof events;

/** How far an event is. */
export interface EventStatus {
  readonly state: State;
  readonly pending: boolean;
}

/**
 * What the hardware behind an event does when the event goes on: registered, enabled, signalled, delivered, completed,
 * disabled, unregistered, or back to its reset value because its hart stops. Not when the system resets or is brought back
 * from a snapshot: then the hardware is as well.
 *
 * @param hartid the hart that handles the event
 */
export type Following = (hartid: bigint, now: EventStatus, was: EventStatus) => void;

/** What signals an event. */
export interface Source {
  /** Whether the supervisor may inject the event too: STATUS[3]. */
  readonly injectable: boolean;
  readonly follows?: Following;
}

/** One software event of a platform. */
export interface EventSource extends StandardEvent, Source {
  /** Whether something on this platform can signal it; NOT_SUPPORTED otherwise. */
  readonly wired: boolean;
}

/** The supervisor signals the event, and nothing else does that would have to know of its state. */
const injected: Source = { injectable: true };

/**
 * The events of a platform that has these sources, and whose supervisor itself signals the software events. An event_id that is
 * not in a platform's table is reserved: INVALID_PARAM. A platform with events of its own adds them.
 */
export const platformEvents = (sources: Partial<Readonly<Record<EventName, Source>>> = {}): readonly EventSource[] => {
  const wired: typeof sources = { localSoftware: injected, globalSoftware: injected, ...sources };
  return (Object.keys(events) as EventName[]).map((name) => {
    const source = wired[name];
    return { ...events[name], wired: source !== undefined, injectable: false, ...source };
  });
};

/** Whether an event is one of the whole system, not one per hart: event_id[15]. */
export const isGlobal = ({ event_id }: { readonly event_id: number }): boolean => (event_id & 0x8000) !== 0;
