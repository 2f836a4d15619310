import { mip } from '@hartlab/hart';
import { hartMask, implement, IPI, ok, type Err, type Implementation, type Ok } from '@hartlab/sbi';
import type { Platform } from '../platform.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import type { SupervisedHarts } from '../supervised-harts.ts';

/**
 * Sends a supervisor software interrupt to every hart named that is in a state to take it. A stopped one is skipped: it is
 * available to the supervisor, so to name it is no error, and it must not find an interrupt of its last life when it starts.
 */
export function sendIpi(
  caller: SupervisedHart,
  harts: SupervisedHarts,
  platform: Platform,
  hart_mask: bigint,
  hart_mask_base: bigint,
): Ok | Err<'INVALID_PARAM'> {
  const hartids = hartMask(hart_mask, hart_mask_base, harts.ids);
  if ('error' in hartids) return hartids;
  for (const target of harts.named(hartids)) {
    if (target === caller) {
      target.hart.set(mip.SSIP, 1);
    } else if (target.interruptible) {
      caller.counters.happened('IPI_SENT');
      target.softwareInterrupt = true;
      platform.sendIpi(target.hartid);
    }
  }
  return ok();
}

/** An IPI has arrived: from `sendIpi`, or only to bring the hart into the firmware. */
export function ipiInterrupt(target: SupervisedHart, platform: Platform): void {
  platform.clearIpi(target.hartid);
  if (!target.softwareInterrupt) return;
  target.counters.happened('IPI_RECEIVED');
  target.hart.set(mip.SSIP, 1);
  target.softwareInterrupt = false;
}

export const ipi = (harts: SupervisedHarts, platform: Platform): Implementation<SupervisedHart> =>
  implement(IPI, {
    send_ipi: (caller, { hart_mask, hart_mask_base }) => sendIpi(caller, harts, platform, hart_mask, hart_mask_base),
  });
