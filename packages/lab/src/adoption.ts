import type { Hart } from '@hartlab/hart';
import { SSE } from '@hartlab/sbi';
import { errorInWords, forgedCall } from './forged-call.ts';
import type { MachineMode } from './machine-mode.ts';
import type { Payload } from './payload.ts';
import { localSoftwareEvent } from './sse-call.ts';
import { SweepError } from './sweep-error.ts';

/**
 * Registers, enables and unmasks the event for a payload that does not know SSE, as if its software had made the calls:
 * real traps into the firmware, after which the payload's registers are put back.
 *
 * @throws SweepError when the firmware refuses one
 */
export function adopt(machineMode: MachineMode, hart: Hart, { name, entry }: Payload): void {
  const call = (called: keyof typeof SSE.functions, ...args: readonly bigint[]) => {
    const { error } = forgedCall(machineMode, hart, SSE, called, args);
    if (error !== 0n)
      throw new SweepError(
        `the firmware answers ${errorInWords(error)} to ${called} of the event on behalf of ${name}`,
      );
  };
  const event = BigInt(localSoftwareEvent);
  call('register', event, entry.pc, entry.arg);
  call('enable', event);
  call('hart_unmask');
}
