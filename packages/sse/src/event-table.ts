import { err, type Err } from '@hartlab/sbi';
import { isAhead, unusedEvent, type SseEvent } from './event.ts';
import { isGlobal, type EventSource } from './events.ts';

/** One hart's share of the state. */
interface HartEvents {
  /** The hart does not receive events; so it is until the supervisor unmasks them. */
  readonly masked: boolean;
  readonly local: readonly SseEvent[];
}

/** All the state that SSE keeps. It never changes: what happens makes another. */
interface Content {
  /** In the order of the harts. */
  readonly harts: readonly HartEvents[];
  readonly global: readonly SseEvent[];
}

declare const snapshot: unique symbol;

/** All events of a system, resume states included. Opaque; plain data that `structuredClone` copies. */
export interface SseSnapshot {
  readonly [snapshot]: never;
}

/** The events of a system: local ones per hart, global ones once, and which of them comes first on a hart. */
export class EventTable {
  readonly #hartids: readonly bigint[];
  readonly #sources: readonly EventSource[];
  #content: Content = { harts: [], global: [] };

  /** @param hartids the first is the reset value of a global event's PREFERRED_HART */
  constructor(hartids: readonly bigint[], sources: readonly EventSource[]) {
    this.#hartids = hartids;
    this.#sources = sources;
    this.reset();
  }

  /** Everything as after a reset of the system. */
  reset(): void {
    const [first = 0n] = this.#hartids;
    const global = this.#sources.filter((source) => source.wired && isGlobal(source));
    this.#content = {
      harts: this.#hartids.map((hartid) => this.#unused(hartid)),
      global: global.map((source) => unusedEvent(source, first)),
    };
  }

  /** A hart's own part as after a reset: its local events unused, resume states gone, events masked. */
  resetHart(hartid: bigint): void {
    this.#replace(hartid, this.#unused(hartid));
  }

  #unused(hartid: bigint): HartEvents {
    const local = this.#sources.filter((source) => source.wired && !isGlobal(source));
    return { masked: true, local: local.map((source) => unusedEvent(source, hartid)) };
  }

  /** Masks the events of a hart, or unmasks them. */
  mask(hartid: bigint, masked: boolean): void {
    this.#replace(hartid, { masked, local: this.hart(hartid).local });
  }

  #replace(hartid: bigint, events: HartEvents): void {
    const { harts, global } = this.#content;
    this.#content = { harts: harts.with(this.#indexOf(hartid), events), global };
  }

  /** Puts what has become of an event in its place. The hart of a local one is its PREFERRED_HART. */
  put(event: SseEvent): void {
    const hartid = event.stored.PREFERRED_HART;
    if (isGlobal(event)) {
      const { harts, global } = this.#content;
      this.#content = { harts, global: withEvent(global, event) };
    } else {
      const { masked, local } = this.hart(hartid);
      this.#replace(hartid, { masked, local: withEvent(local, event) });
    }
  }

  /** @throws RangeError when there is no such hart. */
  hart(hartid: bigint): HartEvents {
    return this.#content.harts[this.#indexOf(hartid)]!;
  }

  #indexOf(hartid: bigint): number {
    const index = this.#hartids.indexOf(hartid);
    if (index < 0) throw new RangeError(`no hart has the id ${hartid}`);
    return index;
  }

  get global(): readonly SseEvent[] {
    return this.#content.global;
  }

  /** The event that `event_id` names on a hart; NOT_SUPPORTED if it is not wired, INVALID_PARAM if it is reserved. */
  find(event_id: number, hartid: bigint): SseEvent | Err<'NOT_SUPPORTED' | 'INVALID_PARAM'> {
    const candidates = isGlobal({ event_id }) ? this.global : this.hart(hartid).local;
    const found = candidates.find((event) => event.event_id === event_id);
    if (found) return found;
    const known = this.#sources.some((source) => source.event_id === event_id);
    return err(known ? 'NOT_SUPPORTED' : 'INVALID_PARAM');
  }

  /** Of the events that a hart handles and of which this holds, the one that goes before all others, if there is any. */
  #foremost({ local: its }: HartEvents, hartid: bigint, holds: (event: SseEvent) => boolean): SseEvent | undefined {
    const local = foremost(its, hartid, holds);
    const global = foremost(this.global, hartid, holds);
    return local && global ? (isAhead(local, global) ? local : global) : (local ?? global);
  }

  /** The event whose handler a hart runs: the last one injected is ahead of all that it preempted. */
  running(hartid: bigint): SseEvent | undefined {
    return this.#foremost(this.hart(hartid), hartid, isRunning);
  }

  /** The pending event to inject now; none while events are masked or one that is ahead of it is RUNNING. */
  ready(hartid: bigint): SseEvent | undefined {
    const hart = this.hart(hartid);
    if (hart.masked) return undefined;
    const ready = this.#foremost(hart, hartid, isWaiting);
    if (!ready) return undefined;
    const running = this.#foremost(hart, hartid, isRunning);
    return running && isAhead(running, ready) ? undefined : ready;
  }

  /** Copies nothing, as nothing of it changes. */
  save(): SseSnapshot {
    return this.#content as unknown as SseSnapshot;
  }

  restore(saved: SseSnapshot): void {
    this.#content = saved as unknown as Content;
  }
}

/** The events with one of them replaced. */
const withEvent = (all: readonly SseEvent[], event: SseEvent): readonly SseEvent[] =>
  all.map((each) => (each.event_id === event.event_id ? event : each));

const isRunning = ({ at }: SseEvent): boolean => at.state === 'RUNNING';
const isWaiting = ({ at, pending }: SseEvent): boolean => pending && at.state === 'ENABLED';

/** The foremost of some events as far as this hart handles them. */
function foremost(
  events: readonly SseEvent[],
  hartid: bigint,
  holds: (event: SseEvent) => boolean,
): SseEvent | undefined {
  let first: SseEvent | undefined;
  for (const event of events)
    if (holds(event) && event.stored.PREFERRED_HART === hartid && !(first && isAhead(first, event))) first = event;
  return first;
}
