import type { Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { callRegisters } from '@hartlab/sbi';
import type { Payload } from './payload.ts';
import { callSse, localSoftwareEvent } from './sse-call.ts';

const { a0 } = callRegisters;

/**
 * Registers, enables and unmasks the event for a payload that does not know SSE, as if its software had made the calls:
 * real traps into the firmware, after which the payload's registers are put back.
 */
export function adopt(machine: Machine, hart: Hart, { entry }: Payload): void {
  const { pc } = hart;
  const kept = Array.from({ length: 8 }, (_, n) => hart.x(a0 + n));
  const call: typeof callSse = (...sseCall) => {
    callSse(...sseCall);
    machine.firmware?.trap(hart);
  };
  const event = BigInt(localSoftwareEvent);
  call(hart, 'register', event, entry.pc, entry.arg);
  call(hart, 'enable', event);
  call(hart, 'hart_unmask');
  kept.forEach((value, n) => hart.setX(a0 + n, value));
  hart.pc = pc;
}
