import type { Hart } from '@hartlab/hart';
import { SSE } from '@hartlab/sbi';
import { states } from '@hartlab/sse';
import { errorInWords, forgedCall } from './forged-call.ts';
import type { Hand } from './hand.ts';
import { isForFirmware, type MachineMode } from './machine-mode.ts';
import { localSoftwareEvent } from './sse-call.ts';

/** What makes the event of a sweep ready, at the boundary where the machine stands. */
export interface EventSource {
  /** Makes it ready for `hart`. Whether an interrupt to M-mode stands at the hart then, for which it is to be delivered. */
  raise(hart: Hart): boolean;
  /** Why the event cannot be delivered to `hart` now, if that is known beforehand. */
  obstacle(hart: Hart): string | undefined;
  /** Why it was not delivered, found out at the same boundary: the machine is to be rolled back afterwards. */
  whyIgnored(hart: Hart): string;
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

  constructor(machineMode: MachineMode, hand: Hand) {
    this.#machineMode = machineMode;
    this.#hand = hand;
  }

  raise(hart: Hart): boolean {
    return this.#hand.inject(hart.hartid) === 0n && isForFirmware(hart);
  }

  obstacle(): undefined {
    return undefined;
  }

  /** Asks as the hart's own software would, with calls that the rollback takes back. */
  whyIgnored(hart: Hart): string {
    const { ram, ramBase } = this.#machineMode.machine.memory;
    const { room } = this.#hand;
    const call = (name: keyof typeof SSE.functions, ...args: readonly bigint[]) =>
      forgedCall(this.#machineMode, hart, SSE, name, args).error;
    // STATUS is attribute 0; its state is in bits 1:0 (sbi "Software Event Attributes").
    const unread = call('read_attrs', BigInt(localSoftwareEvent), 0n, 1n, BigInt(room), 0n);
    if (unread !== 0n) return `the event has no STATUS: ${errorInWords(unread)}`;
    const state = states[ram[room - ramBase]! & 3];
    if (state === 'RUNNING') return 'a RUNNING event is ahead';
    if (state !== 'ENABLED') return 'the event is not ENABLED';
    const refused = this.#hand.inject(hart.hartid);
    if (refused !== 0n) return `the firmware does not inject the event: ${errorInWords(refused)}`;
    // A hart that has masked its events already cannot mask them (sbi "Function: Mask software events on a hart (FID #9)").
    return call('hart_mask') === 0n ? 'the firmware does not deliver the event' : 'the hart has masked events';
  }
}
