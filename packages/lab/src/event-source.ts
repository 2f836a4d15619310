import { mideleg, mip, type Hart } from '@hartlab/hart';
import { SSE } from '@hartlab/sbi';
import { events } from '@hartlab/sse';
import { readEvent } from './event-attributes.ts';
import { overflowFields } from './exemptions.ts';
import { errorInWords, forgedCall } from './forged-call.ts';
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
  /** Why it was not delivered, found out at the same boundary: the machine is to be rolled back afterwards. */
  whyIgnored(hart: Hart): string;
  /** The handler is entered: what has made the event ready may end, if it lasts. */
  entered?(hart: Hart): void;
  /** The fields of the hart that may differ with this source besides those that always may. */
  readonly exempt?: ReadonlySet<string>;
}

/** The built-in firmware is told that the event is ready: the fast form of an injection from afar. */
export class DirectSignal implements EventSource {
  readonly #machineMode: MachineMode;

  constructor(machineMode: MachineMode) {
    this.#machineMode = machineMode;
  }

  get #firmware() {
    const { firmware } = this.#machineMode.machine;
    if (!firmware) throw new RangeError('only the built-in firmware can be told that an event is ready');
    return firmware;
  }

  raise(hart: Hart): boolean {
    this.#firmware.signal(localSoftwareEvent, hart.hartid);
    return true;
  }

  obstacle(hart: Hart): string | undefined {
    return this.#firmware.sse.obstacle(localSoftwareEvent, hart.hartid);
  }

  whyIgnored(): string {
    return 'the firmware does not deliver the event';
  }
}

/** The hand injects the event: any firmware that offers SSE gets to know of it as of another hart's call. */
export class RemoteInjection implements EventSource {
  readonly #machineMode: MachineMode;
  readonly #hand: Hand;
  readonly #event: number;

  /** @param event the local software event, or the global one while the hart is the one that it prefers */
  constructor(machineMode: MachineMode, hand: Hand, event: number = localSoftwareEvent) {
    this.#machineMode = machineMode;
    this.#hand = hand;
    this.#event = event;
  }

  raise(hart: Hart): boolean {
    return this.#hand.inject(this.#event, hart.hartid) === 0n && isForFirmware(hart);
  }

  obstacle(): undefined {
    return undefined;
  }

  whyIgnored(hart: Hart): string {
    return whyNotDelivered(this.#machineMode, hart, this.#hand, this.#event, () =>
      this.#hand.inject(this.#event, hart.hartid),
    );
  }
}

/**
 * The interrupt of a counter that overflows, LCOFI (priv "Count Overflow Control"), comes while no counter has: firmware for which
 * it is the source of an event does not look at OF. It lasts until it is lowered, which S-mode cannot do; so the lab does when the
 * handler is entered, as stopping the counter would, but for a handler that stops it.
 */
export class CounterOverflow implements EventSource {
  readonly exempt = overflowFields;
  readonly #machineMode: MachineMode;
  readonly #hand: Hand;
  readonly #handlerStops: boolean;

  constructor(machineMode: MachineMode, hand: Hand, { stopsCounter }: Payload) {
    this.#machineMode = machineMode;
    this.#hand = hand;
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

  whyIgnored(hart: Hart): string {
    return whyNotDelivered(this.#machineMode, hart, this.#hand, sourceEvents.counter);
  }

  entered(hart: Hart): void {
    if (!this.#handlerStops) hart.set(mip.LCOFIP, 0);
  }
}

/**
 * Asks a firmware why it does not deliver an event, as the hart's own software would, with calls that the rollback takes back.
 *
 * @param signal makes the event ready once more, where that is a call: it may answer an error of the SBI
 */
function whyNotDelivered(
  machineMode: MachineMode,
  hart: Hart,
  hand: Hand,
  event: number,
  signal: () => bigint = () => 0n,
): string {
  const found = readEvent(machineMode, hart, hand, event);
  if ('error' in found) return `the event has no STATUS: ${errorInWords(found.error)}`;
  if (found.preferredHart !== hart.hartid) return 'the event is for another hart';
  if (found.state === 'RUNNING') return 'a RUNNING event is ahead';
  if (found.state !== 'ENABLED') return 'the event is not ENABLED';
  const refused = signal();
  if (refused !== 0n) return `the firmware does not inject the event: ${errorInWords(refused)}`;
  // A hart that has masked its events already cannot mask them (sbi "Function: Mask software events on a hart (FID #9)").
  return forgedCall(machineMode, hart, SSE, 'hart_mask').error === 0n
    ? 'the firmware does not deliver the event'
    : 'the hart has masked events';
}
