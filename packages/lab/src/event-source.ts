import { mideleg, mip, type Hart } from '@hartlab/hart';
import { events } from '@hartlab/sse';
import { BuiltInView, CalledView, type EventView } from './event-view.ts';
import { overflowFields } from './exemptions.ts';
import type { Hand } from './hand.ts';
import { isForFirmware, type MachineMode } from './machine-mode.ts';
import type { Payload } from './payload.ts';
import { localSoftwareEvent } from './sse-call.ts';

/**
 * What can make an event ready, and which event: the built-in firmware is told of it; another hart injects it, the local or the
 * global one; or a counter overflows, for all that the firmware can see.
 */
export const sourceEvents = {
  signal: localSoftwareEvent,
  software: localSoftwareEvent,
  'software-global': events.globalSoftware.event_id,
  counter: events.localPmuOverflow.event_id,
} as const;

/** The name of one. */
export type SourceName = keyof typeof sourceEvents;

/** All of them, the fast one first. */
export const sourceNames: readonly SourceName[] = Object.keys(sourceEvents) as SourceName[];

/** What makes the event of a sweep ready, at the boundary where the machine stands. */
export interface EventSource {
  /** Makes it ready for `hart`. Whether an interrupt to M-mode stands at the hart then, for which it is to be delivered. */
  raise(hart: Hart): boolean;
  /** Why the event cannot be delivered to `hart` now, if that is known beforehand. */
  obstacle(hart: Hart): string | undefined;
  /** The event. */
  readonly event: number;
  /** What the firmware says of its events. */
  readonly view: EventView;
  /** The handler is entered: what has made the event ready may end, if it lasts. */
  entered?(hart: Hart): void;
  /** The fields of the hart that may differ with this source besides those that always may. */
  readonly exempt?: ReadonlySet<string>;
}

/** The built-in firmware is told that the event is ready: the fast form of an injection from afar. */
export class DirectSignal implements EventSource {
  readonly event = localSoftwareEvent;
  readonly #machineMode: MachineMode;

  constructor(machineMode: MachineMode) {
    this.#machineMode = machineMode;
  }

  get #firmware() {
    const { firmware } = this.#machineMode.machine;
    if (!firmware) throw new RangeError('only the built-in firmware can be told that an event is ready');
    return firmware;
  }

  get view(): EventView {
    return new BuiltInView(this.#firmware);
  }

  raise(hart: Hart): boolean {
    this.#firmware.signal(localSoftwareEvent, hart.hartid);
    return true;
  }

  obstacle(hart: Hart): string | undefined {
    return this.#firmware.sse.obstacle(localSoftwareEvent, hart.hartid);
  }
}

/** The hand injects the event: any firmware that offers SSE gets to know of it as of another hart's call. */
export class RemoteInjection implements EventSource {
  readonly view: EventView;
  readonly event: number;
  readonly #hand: Hand;

  /** @param event the local software event, or the global one while the hart is the one that it prefers */
  constructor(machineMode: MachineMode, hand: Hand, event: number = localSoftwareEvent) {
    this.view = new CalledView(machineMode, hand);
    this.event = event;
    this.#hand = hand;
  }

  raise(hart: Hart): boolean {
    return this.#hand.inject(this.event, hart.hartid) === 0n && isForFirmware(hart);
  }

  obstacle(): undefined {
    return undefined;
  }
}

/**
 * The interrupt of a counter that overflows, LCOFI (priv "Count Overflow Control"), comes while no counter has: firmware for which
 * it is the source of an event does not look at OF. It lasts until it is lowered, which S-mode cannot do; so the lab does when the
 * handler is entered, as stopping the counter would, but for a handler that stops it.
 */
export class CounterOverflow implements EventSource {
  readonly event = sourceEvents.counter;
  readonly view: EventView;
  readonly exempt = overflowFields;
  readonly #handlerStops: boolean;

  constructor(machineMode: MachineMode, hand: Hand, { stopsCounter }: Payload) {
    this.view = new CalledView(machineMode, hand);
    this.#handlerStops = stopsCounter === true;
  }

  raise(hart: Hart): boolean {
    hart.set(mip.LCOFIP, 1);
    return isForFirmware(hart);
  }

  /** The SBI says of the event no more than that it "depends on overflow IRQ": firmware has the interrupt while it is registered. */
  obstacle(hart: Hart): string | undefined {
    return hart.get(mideleg.LCOFI) === 1
      ? "the overflow interrupt is the supervisor's: no event is registered for it"
      : undefined;
  }

  entered(hart: Hart): void {
    if (!this.#handlerStops) hart.set(mip.LCOFIP, 0);
  }
}
