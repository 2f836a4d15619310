import { exception, type Hart, mcause } from '@hartlab/hart';
import { callRegisters, SSE } from '@hartlab/sbi';
import { events } from '@hartlab/sse';

/** The event that a sweep makes ready. */
export const localSoftwareEvent = events.localSoftware.event_id;

const { a0, a6, a7 } = callRegisters;

/** Lets the hart trap to M-mode as an ECALL of this SSE function would. */
export function callSse(hart: Hart, name: keyof typeof SSE.functions, ...args: readonly bigint[]): void {
  args.forEach((value, n) => hart.setX(a0 + n, value));
  hart.setX(a6, BigInt(SSE.functions[name].id));
  hart.setX(a7, BigInt(SSE.eid));
  hart.trap({ cause: exception.ecallFromS });
}

const eid = BigInt(SSE.eid);
const complete = BigInt(SSE.functions.complete.id);

/** Whether the hart, which has just trapped to M-mode, calls `complete`. */
export const completes = (hart: Hart): boolean =>
  hart.x(a7) === eid && hart.x(a6) === complete && hart.read(mcause) === exception.ecallFromS;
