import type { Hart } from '@hartlab/hart';
import { errors, SSE } from '@hartlab/sbi';
import { isGlobal } from '@hartlab/sse';
import { preferHart } from './event-attributes.ts';
import { errorInWords, forgedCall } from './forged-call.ts';
import type { Hand } from './hand.ts';
import type { MachineMode } from './machine-mode.ts';
import type { Payload } from './payload.ts';
import { localSoftwareEvent } from './sse-call.ts';
import { SweepError } from './sweep-error.ts';

/**
 * Registers and enables an event on behalf of a payload, as if its software had made the calls: real traps into the
 * firmware, after which the payload's registers are put back. A global event is to come to this hart. A payload that does not know
 * SSE has its hart unmasked as well.
 *
 * @param hand has the memory for an attribute of a global event
 * @throws SweepError when the firmware refuses one
 */
export function adopt(
  machineMode: MachineMode,
  hart: Hart,
  { name, entry, adopted }: Payload,
  event_id: number = localSoftwareEvent,
  hand?: Hand,
): void {
  const check = (called: string, error: bigint) => {
    if (error !== 0n)
      throw new SweepError(
        `the firmware answers ${errorInWords(error)} to ${called} of ${eventInWords(event_id)} on behalf of ${name}`,
      );
  };
  const call = (called: keyof typeof SSE.functions, ...args: readonly bigint[]) =>
    check(called, forgedCall(machineMode, hart, SSE, called, args).error);
  const event = BigInt(event_id);
  call('register', event, entry.pc, entry.arg);
  // A hart is preferred while the event is not ENABLED (sbi "Software Event Attributes").
  if (isGlobal({ event_id }) && hand) check('write_attrs', preferHart(machineMode, hart, hand, event_id));
  call('enable', event);
  if (!adopted) return;
  const { error } = forgedCall(machineMode, hart, SSE, 'hart_unmask');
  // Where a hart cannot mask its events, it has not.
  if (error !== BigInt(errors.NOT_SUPPORTED)) check('hart_unmask', error);
}

/** An event as messages name it. */
export const eventInWords = (event_id: number): string =>
  event_id === localSoftwareEvent ? 'the event' : `event 0x${event_id.toString(16)}`;
