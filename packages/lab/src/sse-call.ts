import { exception, type Hart, mcause } from '@hartlab/hart';
import { callRegisters, SSE } from '@hartlab/sbi';
import { events } from '@hartlab/sse';

/** The event that a sweep makes ready. */
export const localSoftwareEvent = events.localSoftware.event_id;

const { a6, a7 } = callRegisters;

const eid = BigInt(SSE.eid);
const complete = BigInt(SSE.functions.complete.id);

/** Whether the hart, which has just trapped to M-mode, calls `complete`. */
export const completes = (hart: Hart): boolean =>
  hart.x(a7) === eid && hart.x(a6) === complete && hart.read(mcause) === exception.ecallFromS;
