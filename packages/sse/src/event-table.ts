import { err, type Err } from '@hartlab/sbi';
import { foremost, isAhead, unusedEvent, type SseEvent } from './event.ts';
import { isGlobal, type EventSource } from './events.ts';

/** One hart's share of the state. */
interface HartEvents {
  /** The hart does not receive events; so it is until the supervisor unmasks them. */
  masked: boolean;
  readonly local: readonly SseEvent[];
}

/** All the state that SSE keeps: plain data, so that a copy of it is a snapshot. */
interface Content {
  readonly harts: Map<bigint, HartEvents>;
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
  #content: Content;

  /** @param hartids the first is the reset value of a global event's PREFERRED_HART */
  constructor(hartids: readonly bigint[], sources: readonly EventSource[]) {
    this.#hartids = hartids;
    this.#sources = sources;
    this.#content = this.#reset();
  }

  #reset(): Content {
    const wired = this.#sources.filter((source) => source.wired);
    const [first = 0n] = this.#hartids;
    return {
      harts: new Map(this.#hartids.map((hartid) => [hartid, this.#resetHart(hartid)])),
      global: wired.filter(isGlobal).map((source) => unusedEvent(source, first)),
    };
  }

  #resetHart(hartid: bigint): HartEvents {
    const local = this.#sources.filter((source) => source.wired && !isGlobal(source));
    return { masked: true, local: local.map((source) => unusedEvent(source, hartid)) };
  }

  /** Everything as after a reset of the system. */
  reset(): void {
    this.#content = this.#reset();
  }

  /** A hart's own part as after a reset: its local events unused, resume states gone, events masked. */
  resetHart(hartid: bigint): void {
    this.#content.harts.set(hartid, this.#resetHart(hartid));
  }

  /** @throws RangeError when there is no such hart. */
  hart(hartid: bigint): HartEvents {
    const hart = this.#content.harts.get(hartid);
    if (!hart) throw new RangeError(`no hart has the id ${hartid}`);
    return hart;
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

  /** The events that a hart handles. */
  #of(hartid: bigint): readonly SseEvent[] {
    return [...this.hart(hartid).local, ...this.global].filter((event) => event.stored.PREFERRED_HART === hartid);
  }

  /** The event whose handler a hart runs: the last one injected is ahead of all that it preempted. */
  running(hartid: bigint): SseEvent | undefined {
    return foremost(this.#of(hartid).filter((event) => event.at.state === 'RUNNING'));
  }

  /** The pending event to inject now; none while events are masked or one that is ahead of it is RUNNING. */
  ready(hartid: bigint): SseEvent | undefined {
    if (this.hart(hartid).masked) return undefined;
    const pending = this.#of(hartid).filter((event) => event.pending && event.at.state === 'ENABLED');
    const ready = foremost(pending);
    const running = this.running(hartid);
    return ready && !(running && isAhead(running, ready)) ? ready : undefined;
  }

  save(): SseSnapshot {
    return structuredClone(this.#content) as unknown as SseSnapshot;
  }

  restore(saved: SseSnapshot): void {
    this.#content = structuredClone(saved) as unknown as Content;
  }
}
