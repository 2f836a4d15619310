import { err, implement, ok, resume, SSE, type Caller, type Err, type Implementation } from '@hartlab/sbi';
import { readAttributes, writeAttributes } from './attribute-range.ts';
import { attributes } from './attributes.ts';
import { changed, isAhead, unusedEvent, type SseEvent, type State } from './event.ts';
import { EventTable, type SseSnapshot } from './event-table.ts';
import { isGlobal, platformEvents, type EventSource } from './events.ts';
import { complete, inject } from './inject.ts';
import type { ResumePolicy } from './policies.ts';
import type { Supervisor } from './supervisor.ts';

/** What the SSE functions ask of their caller: `complete` rewrites its supervisor. */
export interface SseCaller extends Caller {
  readonly supervisor: Supervisor;
}

/** What the SSE extension needs of the platform. */
export interface SseOptions {
  /** The ids of all harts, started or not. Global events prefer the first until the supervisor says otherwise. */
  readonly harts: readonly bigint[];
  readonly policy: ResumePolicy;
  /** The platform's events; the standard ones, of which only the software events are wired, if absent. */
  readonly events?: readonly EventSource[];
  /** Whether a hart is STARTED (sbi "Hart State Management Extension"). */
  readonly started: (hartid: bigint) => boolean;
  /** Makes a hart enter the SEE soon, so that `deliver` is asked for it. */
  readonly wake: (hartid: bigint) => void;
}

/** Why an event that is signalled now would not be the next to be injected on a hart. */
export type Obstacle =
  | 'the hart has masked events'
  | 'the event is not ENABLED'
  | 'the event is for another hart'
  | 'a RUNNING event is ahead'
  | 'another pending event is ahead';

/** The SSE extension of one system: its ten functions, its sources' entrance, and its share of each return to S-mode. */
export class Sse {
  /** The ten functions, for a dispatcher. */
  readonly extension: Implementation<SseCaller>;
  readonly #harts: readonly bigint[];
  readonly #policy: ResumePolicy;
  readonly #started: (hartid: bigint) => boolean;
  readonly #wake: (hartid: bigint) => void;
  readonly #table: EventTable;

  constructor({ harts, policy, events = platformEvents(), started, wake }: SseOptions) {
    this.#harts = harts;
    this.#policy = policy;
    this.#started = started;
    this.#wake = wake;
    this.#table = new EventTable(harts, events);
    this.extension = this.#implementation();
  }

  #implementation(): Implementation<SseCaller> {
    const table = this.#table;
    const isStartedHart = (hartid: bigint) => this.#harts.includes(hartid) && this.#started(hartid);
    return implement(SSE, {
      read_attrs: (caller: SseCaller, { event_id, base_attr_id, attr_count, output_phys_lo, output_phys_hi }) =>
        readAttributes({ base_attr_id, attr_count, phys_lo: output_phys_lo, phys_hi: output_phys_hi }, caller, () =>
          table.find(event_id, caller.hartid),
        ),

      write_attrs: (caller, { event_id, base_attr_id, attr_count, input_phys_lo, input_phys_hi }) =>
        writeAttributes({ base_attr_id, attr_count, phys_lo: input_phys_lo, phys_hi: input_phys_hi }, caller, {
          find: () => table.find(event_id, caller.hartid),
          put: (event) => table.put(event),
          isStartedHart,
        }),

      register: ({ hartid }, { event_id, handler_entry_pc, handler_entry_arg }) => {
        if (handler_entry_pc & 1n) return err('INVALID_PARAM');
        return this.#move(event_id, hartid, 'UNUSED', 'REGISTERED', (event) =>
          changed(event, { stored: { ...event.stored, ENTRY_PC: handler_entry_pc, ENTRY_ARG: handler_entry_arg } }),
        );
      },

      unregister: ({ hartid }, { event_id }) =>
        this.#move(event_id, hartid, 'REGISTERED', 'UNUSED', (event) => changed(event, { pending: false })),

      enable: ({ hartid }, { event_id }) =>
        this.#move(event_id, hartid, 'REGISTERED', 'ENABLED', (event) => {
          if (event.pending) this.#tell(event, hartid);
          return event;
        }),

      disable: ({ hartid }, { event_id }) => this.#move(event_id, hartid, 'ENABLED', 'REGISTERED'),

      complete: ({ supervisor }) => {
        const event = table.running(supervisor.hartid);
        if (!event) return ok();
        table.put(complete(event, supervisor, this.#policy));
        return resume();
      },

      inject: ({ hartid }, { event_id, hart_id }) => {
        // A global event ignores hart_id.
        const target = isGlobal({ event_id }) ? hartid : hart_id;
        if (!this.#harts.includes(target)) return err('INVALID_PARAM');
        const event = table.find(event_id, target);
        if ('error' in event) return event;
        if (!event.injectable) return err('INVALID_PARAM');
        if (!this.#setPending(event)) return err('INVALID_STATE');
        this.#tell(event, hartid);
        return ok();
      },

      hart_unmask: ({ hartid }) => {
        if (!table.hart(hartid).masked) return err('ALREADY_STARTED');
        table.mask(hartid, false);
        return ok();
      },

      hart_mask: ({ hartid }) => {
        if (table.hart(hartid).masked) return err('ALREADY_STOPPED');
        table.mask(hartid, true);
        return ok();
      },
    });
  }

  /** One arrow of the state machine (sbi "Software Event States"). */
  #move(
    event_id: number,
    hartid: bigint,
    from: State,
    to: 'UNUSED' | 'REGISTERED' | 'ENABLED',
    effect: (event: SseEvent) => SseEvent = (event) => event,
  ) {
    const event = this.#table.find(event_id, hartid);
    if ('error' in event) return event;
    if (event.at.state !== from) return err('INVALID_STATE');
    this.#table.put(effect(changed(event, { at: { state: to } })));
    return ok();
  }

  /** The hart that handles `event` is to look. A caller looks anyway, when its call returns. */
  #tell({ stored }: SseEvent, caller?: bigint): void {
    if (stored.PREFERRED_HART !== caller) this.#wake(stored.PREFERRED_HART);
  }

  /**
   * An event source (a counter, an error bank, a tool) signals its event.
   *
   * @param hartid whose event it is; ignored for a global event
   * @param caller the hart that is in the SEE for it, and looks anyway when it leaves
   * @returns whether the event is now pending: false if the supervisor has not enabled it, and the signal is lost
   * @throws RangeError when the platform has no such event or hart
   */
  signal(event_id: number, hartid: bigint, caller?: bigint): boolean {
    const event = this.#wired(event_id, hartid);
    if (!this.#setPending(event)) return false;
    this.#tell(event, caller);
    return true;
  }

  /**
   * Injects what is to be injected on this hart now, at most one event. To be called on the way back from every trap
   * that the SEE took from the supervisor or from below it, after the trap's own effects are in `supervisor`.
   *
   * @returns the event_id of the event whose handler runs next
   */
  deliver(supervisor: Supervisor): number | undefined {
    const event = this.#table.ready(supervisor.hartid);
    if (event) this.#table.put(inject(event, supervisor, this.#policy));
    return event?.event_id;
  }

  /**
   * What stands between a signal for this event now and its injection at the hart's next return from the SEE.
   *
   * @returns undefined if nothing does
   * @throws RangeError when the platform has no such event or hart
   */
  obstacle(event_id: number, hartid: bigint): Obstacle | undefined {
    const event = this.#wired(event_id, hartid);
    if (event.stored.PREFERRED_HART !== hartid) return 'the event is for another hart';
    if (event.at.state !== 'ENABLED') return 'the event is not ENABLED';
    if (this.#table.hart(hartid).masked) return 'the hart has masked events';
    const running = this.#table.running(hartid);
    if (running && isAhead(running, event)) return 'a RUNNING event is ahead';
    const ready = this.#table.ready(hartid);
    if (ready && isAhead(ready, event)) return 'another pending event is ahead';
    return undefined;
  }

  /**
   * The values of an event's attributes, in the order of their IDs, as its supervisor reads them; or why it cannot. To look
   * changes nothing.
   */
  attributes(event_id: number, hartid: bigint): readonly bigint[] | Err<'NOT_SUPPORTED' | 'INVALID_PARAM'> {
    const event = this.#table.find(event_id, hartid);
    return 'error' in event ? event : attributes.map(({ read }) => read(event));
  }

  /** Whether a hart has masked its events. @throws RangeError when there is no such hart */
  isMasked(hartid: bigint): boolean {
    return this.#table.hart(hartid).masked;
  }

  /**
   * A hart stops: its local events return to their reset values, its resume states are gone and its events masked. A
   * global event that it handles goes to another started hart, if there is one; if it was RUNNING it is reset too,
   * since its handler will never complete.
   */
  hart_stop(hartid: bigint): void {
    this.#table.resetHart(hartid);
    const heir = this.#harts.find((other) => other !== hartid && this.#started(other)) ?? hartid;
    for (const event of this.#table.global.filter(({ stored }) => stored.PREFERRED_HART === hartid)) {
      const inherited: SseEvent =
        event.at.state === 'RUNNING'
          ? unusedEvent(event, heir)
          : changed(event, { stored: { ...event.stored, PREFERRED_HART: heir } });
      this.#table.put(inherited);
      if (inherited.pending && inherited.at.state === 'ENABLED') this.#tell(inherited, hartid);
    }
  }

  /** The system resets. */
  reset(): void {
    this.#table.reset();
  }

  /** Whether the handler of any event is running: what it will resume to is as the policy has kept it. */
  get isRunning(): boolean {
    return this.#table.isRunning;
  }

  /** The state of all events, resume states of running handlers included. */
  save(): SseSnapshot {
    return this.#table.save();
  }

  /** What every such state is made as (`Each`, `Either` and `OneOf` say what no example can). */
  get form(): unknown {
    return this.#table.form;
  }

  /** @param saved by an `Sse` with the same harts and events */
  restore(saved: SseSnapshot): void {
    this.#table.restore(saved);
  }

  /** Pending is for the states in which someone will handle it; a signal in any other is lost. */
  #setPending(event: SseEvent): boolean {
    if (event.at.state !== 'ENABLED' && event.at.state !== 'RUNNING') return false;
    if (!event.pending) this.#table.put(changed(event, { pending: true }));
    return true;
  }

  #wired(event_id: number, hartid: bigint): SseEvent {
    const event = this.#table.find(event_id, hartid);
    if ('error' in event) throw new RangeError(`no source signals event 0x${event_id.toString(16)}`);
    return event;
  }
}
