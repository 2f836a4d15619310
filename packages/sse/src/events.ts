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

/** One software event of a platform. */
export interface EventSource extends StandardEvent {
  /** Whether something on this platform can signal it; NOT_SUPPORTED otherwise. */
  readonly wired: boolean;
  /** Whether the supervisor may inject it: STATUS[3]. */
  readonly injectable: boolean;
}

/**
 * The events of a platform on which something can signal these, and the supervisor itself the software events. An event_id
 * that is not in a platform's table is reserved: INVALID_PARAM. A platform with sources of its own adds them.
 */
export const platformEvents = (...wired: readonly EventName[]): readonly EventSource[] =>
  (Object.keys(events) as EventName[]).map((name) => {
    const isWired = name === 'localSoftware' || name === 'globalSoftware' || wired.includes(name);
    return { ...events[name], wired: isWired, injectable: isWired };
  });

/** Whether an event is one of the whole system, not one per hart: event_id[15]. */
export const isGlobal = ({ event_id }: { readonly event_id: number }): boolean => (event_id & 0x8000) !== 0;
