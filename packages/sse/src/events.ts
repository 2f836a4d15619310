/** One software event of a platform. */
export interface EventSource {
  /** Unsigned 32-bit. */
  readonly event_id: number;
  /** Its description in sbi "Software Event Identification". */
  readonly name: string;
  /** Whether something on this platform can signal it; NOT_SUPPORTED otherwise. */
  readonly wired: boolean;
  /** Whether the supervisor may inject it: STATUS[3]. */
  readonly injectable: boolean;
}

/**
 * The standard events (sbi "Software Event Identification"). An event_id that is not in a platform's table is reserved:
 * INVALID_PARAM. A platform with more sources passes a table of its own.
 */
export const events: readonly EventSource[] = [
  { event_id: 0x0000_0000, name: 'Local High Priority RAS event', wired: false, injectable: false },
  { event_id: 0x0000_0001, name: 'Local double trap event', wired: false, injectable: false },
  { event_id: 0x0000_8000, name: 'Global High Priority RAS event', wired: false, injectable: false },
  { event_id: 0x0001_0000, name: 'Local PMU overflow event', wired: false, injectable: false },
  { event_id: 0x0010_0000, name: 'Local Low Priority RAS event', wired: false, injectable: false },
  { event_id: 0x0010_8000, name: 'Global Low Priority RAS event', wired: false, injectable: false },
  { event_id: 0xffff_0000, name: 'Software injected local event', wired: true, injectable: true },
  { event_id: 0xffff_8000, name: 'Software injected global event', wired: true, injectable: true },
];

/** Whether an event is one of the whole system, not one per hart: event_id[15]. */
export const isGlobal = ({ event_id }: { readonly event_id: number }): boolean => (event_id & 0x8000) !== 0;
