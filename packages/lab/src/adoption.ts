import { exception, type Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import type { Payload } from './payload.ts';
import { localSoftwareEvent, sse } from './sse-call.ts';

/** a0, the first of the eight argument registers of an SBI call (sbi "Binary Encoding"). */
const a0 = 10;

/**
 * Registers, enables and unmasks the event for a payload that does not know SSE, as if its software had made the calls:
 * real traps into the firmware, after which the payload's registers are put back.
 */
export function adopt(machine: Machine, hart: Hart, { entry }: Payload): void {
  const { pc } = hart;
  const kept = Array.from({ length: 8 }, (_, n) => hart.x(a0 + n));
  const call = (fid: bigint, ...args: readonly bigint[]) => {
    args.forEach((value, n) => hart.setX(a0 + n, value));
    callSse(hart, fid);
    machine.firmware?.trap(hart);
  };
  const event = BigInt(localSoftwareEvent);
  call(sse.register, event, entry.pc, entry.arg);
  call(sse.enable, event);
  call(sse.hart_unmask);
  kept.forEach((value, n) => hart.setX(a0 + n, value));
  hart.pc = pc;
}

/** Lets the hart trap to M-mode as an ECALL of this SSE function would; for `complete`, this is the whole handler. */
export function callSse(hart: Hart, fid: bigint): void {
  hart.setX(sse.a6, fid);
  hart.setX(sse.a7, sse.EID);
  hart.trap({ cause: exception.ecallFromS });
}
