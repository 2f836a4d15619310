import { err, implement, resume, sleepTypes, SUSP, type Implementation } from '@hartlab/sbi';
import type { SupervisedHart } from '../supervised-hart.ts';
import type { SupervisedHarts } from '../supervised-harts.ts';
import { smallestInstruction } from './hsm.ts';

/**
 * The system sleeps when its last hart does, in a non-retentive suspend: RAM and devices keep what they have, what the
 * supervisor asked of FWFT and SSE is there when it resumes, and any interrupt that it has enabled wakes it, a pending event
 * as well.
 */
export const susp = (harts: SupervisedHarts): Implementation<SupervisedHart> =>
  implement(SUSP, {
    system_suspend: (caller, { sleep_type, resume_addr, opaque }) => {
      if (sleep_type !== sleepTypes.suspendToRam) return err('INVALID_PARAM');
      if (harts.all.some((other) => other !== caller && other.state !== 'STOPPED')) return err('DENIED');
      if (!caller.memory.accessible('execute', resume_addr, smallestInstruction)) return err('INVALID_ADDRESS');
      caller.hsm = { state: 'SUSPENDED', entry: { pc: resume_addr, opaque } };
      return resume();
    },
  });
