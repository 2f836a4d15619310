import { mie, mip, stimecmp } from '@hartlab/hart';
import { implement, ok, TIME, type Implementation } from '@hartlab/sbi';
import type { Platform } from '../platform.ts';
import type { SupervisedHart } from '../supervised-hart.ts';

/**
 * Sets the supervisor's timer, and with it takes back a timer interrupt that is pending. With Sstc the comparator is the
 * supervisor's own; without it the machine's timer interrupts the firmware, which then raises STIP.
 */
export function setTimer({ hart, hartid, counters }: SupervisedHart, platform: Platform, stime_value: bigint): void {
  counters.happened('SET_TIMER');
  if (hart.isa.has('Sstc')) {
    hart.write(stimecmp, stime_value);
    return;
  }
  platform.setTimer(hartid, stime_value);
  hart.set(mip.STIP, 0);
  hart.set(mie.MTIE, 1);
}

/** The machine timer went off: it is the supervisor's turn, and the firmware's timer rests until it is set again. */
export function timerInterrupt({ hart }: SupervisedHart): void {
  hart.set(mie.MTIE, 0);
  hart.set(mip.STIP, 1);
}

export const time = (platform: Platform): Implementation<SupervisedHart> =>
  implement(TIME, {
    set_timer: (caller, { stime_value }) => {
      setTimer(caller, platform, stime_value);
      return ok();
    },
  });
