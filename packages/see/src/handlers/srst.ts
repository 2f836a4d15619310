import {
  err,
  implement,
  resetReasons,
  resetTypes,
  resume,
  SRST,
  type Implementation,
  type ResetType,
} from '@hartlab/sbi';
import type { Platform } from '../platform.ts';
import type { SupervisedHart } from '../supervised-hart.ts';

/** Resets the machine; the caller's hart never runs again as it was. */
export function systemReset(caller: SupervisedHart, platform: Platform, type: ResetType, reason: number): void {
  caller.hsm = { state: 'STOPPED' };
  platform.reset(type, reason);
}

const typeNames = new Map<number, ResetType>(
  (Object.keys(resetTypes) as ResetType[]).map((name) => [resetTypes[name], name]),
);
const reasons: readonly number[] = Object.values(resetReasons);

/** A type or reason that is reserved, or a platform's or an implementation's own, is INVALID_PARAM: we have none. */
export const srst = (platform: Platform): Implementation<SupervisedHart> =>
  implement(SRST, {
    system_reset: (caller, { reset_type, reset_reason }) => {
      const type = typeNames.get(reset_type);
      if (type === undefined || !reasons.includes(reset_reason)) return err('INVALID_PARAM');
      systemReset(caller, platform, type, reset_reason);
      return resume();
    },
  });
