import { err, type Err } from '@hartlab/sbi';
import { formOf, isAhead, unusedEvent, type SseEvent } from './event.ts';
import { isGlobal, type EventSource, type EventStatus, type Following } from './events.ts';

/** One hart's share of the state. */
interface HartEvents {
  /** The hart does not receive events; so it is until the supervisor unmasks them. */
  masked: boolean;
  readonly local: SseEvent[];
}

/** All the state that SSE keeps. Once it is saved it does not change: what happens makes another. */
interface Content {
  /** In the order of the harts. */
  readonly harts: HartEvents[];
  readonly global: SseEvent[];
}

declare const snapshot: unique symbol;

/** All events of a system, resume states included. Opaque; plain data that `structuredClone` copies. */
export interface SseSnapshot {
  readonly [snapshot]: never;
}

const statusOf = ({ at, pending }: SseEvent): EventStatus => ({ state: at.state, pending });

/** The events of a system: local ones per hart, global ones once, and which of them comes first on a hart. */
export class EventTable {
  readonly #hartids: readonly bigint[];
  readonly #sources: readonly EventSource[];
  /** Those whose source follows them, by their event_id. */
  readonly #followed = new Map<number, Following>();
  #content: Content = { harts: [], global: [] };
  /** Whether somebody has saved it. */
  #isSaved = false;

  /** @param hartids the first is the reset value of a global event's PREFERRED_HART */
  constructor(hartids: readonly bigint[], sources: readonly EventSource[]) {
    this.#hartids = hartids;
    this.#sources = sources;
    for (const { event_id, follows } of sources) if (follows) this.#followed.set(event_id, follows);
    this.reset();
  }

  /** Everything as after a reset of the system. */
  reset(): void {
    const [first = 0n] = this.#hartids;
    const global = this.#sources.filter((source) => source.wired && isGlobal(source));
    this.#isSaved = false;
    this.#content = {
      harts: this.#hartids.map((hartid) => this.#unused(hartid)),
      global: global.map((source) => unusedEvent(source, first)),
    };
  }

  /** A hart's own part as after a reset: its local events unused, resume states gone, events masked. */
  resetHart(hartid: bigint): void {
    const index = this.#indexOf(hartid);
    const { local } = this.#content.harts[index]!;
    const reset = this.#unused(hartid);
    this.#own.harts[index] = reset;
    reset.local.forEach((event, n) => this.#tell(event, local[n]!));
  }

  #unused(hartid: bigint): HartEvents {
    const local = this.#sources.filter((source) => source.wired && !isGlobal(source));
    return { masked: true, local: local.map((source) => unusedEvent(source, hartid)) };
  }

  /** Masks the events of a hart, or unmasks them. */
  mask(hartid: bigint, masked: boolean): void {
    this.#own.harts[this.#indexOf(hartid)]!.masked = masked;
  }

  /** Puts what has become of an event in its place. The hart of a local one is its PREFERRED_HART. */
  put(event: SseEvent): void {
    const { harts, global } = this.#own;
    const all = isGlobal(event) ? global : harts[this.#indexOf(event.stored.PREFERRED_HART)]!.local;
    for (let index = 0; index < all.length; index++) {
      const was = all[index]!;
      if (was.event_id !== event.event_id) continue;
      all[index] = event;
      this.#tell(event, was);
    }
  }

  /** Tells the event's source, if it wants to know, how far the event is now. */
  #tell(now: SseEvent, was: SseEvent): void {
    if (now.at.state === was.at.state && now.pending === was.pending) return;
    this.#followed.get(now.event_id)?.(now.stored.PREFERRED_HART, statusOf(now), statusOf(was));
  }

  /** The content, which nobody else has. */
  get #own(): Content {
    if (this.#isSaved) {
      const { harts, global } = this.#content;
      this.#content = { harts: harts.map(({ masked, local }) => ({ masked, local: [...local] })), global: [...global] };
      this.#isSaved = false;
    }
    return this.#content;
  }

  /** @throws RangeError when there is no such hart. */
  hart(hartid: bigint): Readonly<HartEvents> {
    return this.#content.harts[this.#indexOf(hartid)]!;
  }

  #indexOf(hartid: bigint): number {
    const hartids = this.#hartids;
    for (let index = 0; index < hartids.length; index++) if (hartids[index] === hartid) return index;
    throw new RangeError(`no hart has the id ${hartid}`);
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

  /** The event whose handler a hart runs: the last one injected is ahead of all that it preempted. */
  running(hartid: bigint): SseEvent | undefined {
    return this.#foremost(this.hart(hartid), hartid, false);
  }

  /** The pending event to inject now; none while events are masked or one that is ahead of it is RUNNING. */
  ready(hartid: bigint): SseEvent | undefined {
    const hart = this.hart(hartid);
    if (hart.masked) return undefined;
    const first = this.#foremost(hart, hartid, true);
    return first?.at.state === 'RUNNING' ? undefined : first;
  }

  /**
   * The event that goes before all others of those that a hart handles and whose handler runs or, if these count, is to run.
   */
  #foremost({ local }: Readonly<HartEvents>, hartid: bigint, withWaiting: boolean): SseEvent | undefined {
    const { global } = this.#content;
    let first: SseEvent | undefined;
    for (let n = 0; n < local.length; n++) first = foremost(first, local[n]!, hartid, withWaiting);
    for (let n = 0; n < global.length; n++) first = foremost(first, global[n]!, hartid, withWaiting);
    return first;
  }

  /** Whether the handler of any event is running. */
  get isRunning(): boolean {
    const { harts, global } = this.#content;
    return [global, ...harts.map(({ local }) => local)].some((all) => all.some(({ at }) => at.state === 'RUNNING'));
  }

  get form(): unknown {
    const { harts, global } = this.#content;
    return {
      harts: harts.map(({ local }, index) => ({
        masked: true,
        local: local.map((event) => formOf(event, [this.#hartids[index]!])),
      })),
      global: global.map((event) => formOf(event, this.#hartids)),
    };
  }

  /** Copies nothing: what changes later is copied then. */
  save(): SseSnapshot {
    this.#isSaved = true;
    return this.#content as unknown as SseSnapshot;
  }

  restore(saved: SseSnapshot): void {
    this.#isSaved = true;
    this.#content = saved as unknown as Content;
  }
}

/** The foremost of `first` and `event`, which may not count on this hart. */
function foremost(
  first: SseEvent | undefined,
  event: SseEvent,
  hartid: bigint,
  withWaiting: boolean,
): SseEvent | undefined {
  const { at, pending, stored } = event;
  const counts = at.state === 'RUNNING' || (withWaiting && pending && at.state === 'ENABLED');
  if (!counts || stored.PREFERRED_HART !== hartid) return first;
  return first && isAhead(first, event) ? first : event;
}
