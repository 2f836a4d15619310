import type { Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { errors, SSE } from '@hartlab/sbi';
import { attributeValues } from './event-attributes.ts';
import { forgedCall } from './forged-call.ts';
import type { Hand } from './hand.ts';
import type { MachineMode } from './machine-mode.ts';

/** What a firmware says of its events when it is asked aside: nothing remains of the question. */
export interface EventView {
  /** The attributes of an event as the software of `hart` reads them, in the order of their IDs; or an error of the SBI. */
  attributes(hart: Hart, event: number): readonly bigint[] | { readonly error: bigint };
  /** What the hart would be answered if it masked its events: 0 if it may, so they are not masked. */
  masking(hart: Hart): bigint;
}

/** Any firmware is asked in the calls of the SBI that the hart's own software would make in S-mode. */
export class CalledView implements EventView {
  readonly #machineMode: MachineMode;
  readonly #hand: Hand;

  constructor(machineMode: MachineMode, hand: Hand) {
    this.#machineMode = machineMode;
    this.#hand = hand;
  }

  attributes(hart: Hart, event: number): readonly bigint[] | { readonly error: bigint } {
    return this.#aside(hart, () => attributeValues(this.#machineMode, hart, this.#hand, event));
  }

  masking(hart: Hart): bigint {
    return this.#aside(hart, () => forgedCall(this.#machineMode, hart, SSE, 'hart_mask').error);
  }

  #aside<T>(hart: Hart, ask: () => T): T {
    return this.#machineMode.machine.aside(() => {
      hart.enter('S', false);
      return ask();
    });
  }
}

/** The built-in firmware is looked at, which is sooner done. */
export class BuiltInView implements EventView {
  readonly #sse: NonNullable<Machine['firmware']>['sse'];

  constructor({ sse }: NonNullable<Machine['firmware']>) {
    this.#sse = sse;
  }

  attributes({ hartid }: Hart, event: number): readonly bigint[] | { readonly error: bigint } {
    const found = this.#sse.attributes(event, hartid);
    return 'error' in found ? { error: BigInt(errors[found.error]) } : found;
  }

  masking({ hartid }: Hart): bigint {
    return this.#sse.isMasked(hartid) ? BigInt(errors.ALREADY_STOPPED) : 0n;
  }
}
