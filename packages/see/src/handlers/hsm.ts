import { err, HSM, hsmStates, implement, ok, resume, suspendTypes, type Implementation } from '@hartlab/sbi';
import type { Platform } from '../platform.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import type { SupervisedHarts } from '../supervised-harts.ts';

/** Bytes of the smallest instruction: a supervisor can start where it may execute one. */
export const smallestInstruction = 2n;

/**
 * A hart that stops or suspends waits at the parking place from the end of the trap on; `Firmware` sees to it.
 *
 * @param stops forgets what belongs to a hart that stops
 */
export const hsm = (
  harts: SupervisedHarts,
  platform: Platform,
  stops: (hart: SupervisedHart) => void,
): Implementation<SupervisedHart> =>
  implement(HSM, {
    hart_start: (caller, { hartid, start_addr, opaque }) => {
      const target = harts.find(hartid);
      if (!target) return err('INVALID_PARAM');
      if (!caller.memory.accessible('execute', start_addr, smallestInstruction)) return err('INVALID_ADDRESS');
      if (target.state !== 'STOPPED') return err('ALREADY_AVAILABLE');
      target.hsm = { state: 'START_PENDING', entry: { pc: start_addr, opaque } };
      target.hart.stopped = false;
      platform.sendIpi(hartid);
      return ok();
    },
    hart_stop: (caller) => {
      stops(caller);
      caller.hsm = { state: 'STOPPED' };
      return resume();
    },
    hart_get_status: (_, { hartid }) => {
      const target = harts.find(hartid);
      return target ? ok(hsmStates[target.state]) : err('INVALID_PARAM');
    },
    hart_suspend: (caller, { suspend_type, resume_addr, opaque }) => {
      if (suspend_type === suspendTypes.defaultRetentive) {
        caller.hsm = { state: 'SUSPENDED' };
        return ok();
      }
      if (suspend_type !== suspendTypes.defaultNonRetentive) return err('INVALID_PARAM');
      if (!caller.memory.accessible('execute', resume_addr, smallestInstruction)) return err('INVALID_ADDRESS');
      caller.hsm = { state: 'SUSPENDED', entry: { pc: resume_addr, opaque } };
      return resume();
    },
  });
