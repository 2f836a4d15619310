import type { Hart } from '@hartlab/hart';
import { callRegisters, SSE } from '@hartlab/sbi';
import { adopt, eventInWords } from './adoption.ts';
import { readEvent } from './event-attributes.ts';
import { errorInWords, forgedCall } from './forged-call.ts';
import type { Hand } from './hand.ts';
import type { MachineMode } from './machine-mode.ts';
import type { Payload } from './payload.ts';
import { SweepError } from './sweep-error.ts';

const { a0, a6, a7 } = callRegisters;

/**
 * An event of a sweep that is not the one for which the payload has its handler: the lab registers it on the payload's behalf,
 * with the same handler, until the payload is about to register it itself.
 */
export class LentEvent {
  readonly #machineMode: MachineMode;
  readonly #hart: Hart;
  readonly #event: number;
  #isLent = false;
  #obstacle: string | undefined;

  /**
   * Lends it, unless the payload has it already with the handler that the sweep knows.
   *
   * @throws SweepError when the firmware does not let it have it, or the payload has it with another handler
   */
  constructor(machineMode: MachineMode, hart: Hart, payload: Payload, event: number, hand: Hand) {
    this.#machineMode = machineMode;
    this.#hart = hart;
    this.#event = event;
    const { name, entry } = payload;
    const found = readEvent(machineMode, hart, hand, event);
    if ('error' in found)
      throw new SweepError(`the firmware does not offer ${eventInWords(event)}: ${errorInWords(found.error)}`);
    if (found.state === 'UNUSED') {
      adopt(machineMode, hart, payload, event, hand);
      this.#isLent = true;
    } else if (found.entry.pc !== entry.pc || found.entry.arg !== entry.arg)
      throw new SweepError(`${name} has ${eventInWords(event)} for itself, with a handler that is not the sweep's`);
  }

  /** Why it cannot be forced any more: the payload has it. */
  get obstacle(): string | undefined {
    return this.#obstacle;
  }

  /** Gives it back where the hart's registers are those of a call that registers it. To be called at every boundary. */
  watch(): void {
    const hart = this.#hart;
    if (!this.#isLent || hart.privilege !== 'S' || hart.V) return;
    const { id } = SSE.functions.register;
    if (hart.x(a7) !== BigInt(SSE.eid) || hart.x(a6) !== BigInt(id)) return;
    // An event_id has 32 bits.
    if (BigInt.asUintN(32, hart.x(a0)) !== BigInt(this.#event)) return;
    for (const called of ['disable', 'unregister'] as const) {
      const { error } = forgedCall(this.#machineMode, hart, SSE, called, [BigInt(this.#event)]);
      if (error !== 0n)
        throw new SweepError(
          `the firmware answers ${errorInWords(error)} to ${called} of ${eventInWords(this.#event)}`,
        );
    }
    this.#isLent = false;
    this.#obstacle = 'the payload has the event for itself';
  }
}
