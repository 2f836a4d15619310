import type { Platform } from '@hartlab/see';
import { machineDevices } from './board.ts';
import type { Devices } from './devices.ts';
import type { Stop } from './stop.ts';

/** SRST's reset_reason for an orderly end (sbi "Function: System reset"). */
const NO_REASON = 0;

/** What the built-in firmware does to the board: it uses the same devices that a firmware image would. */
export const platform = (devices: Devices, putchar: (byte: number) => void, end: (stop: Stop) => void): Platform => ({
  machineDevices,
  putchar,
  getchar: () => devices.ns16550a.take(),
  setTimer: (hartid, time) => devices.clint.setTimer(Number(hartid), time),
  sendIpi: (hartid) => devices.clint.setMsip(Number(hartid), true),
  clearIpi: (hartid) => devices.clint.setMsip(Number(hartid), false),
  reset: (type, reason) => {
    if (type !== 'shutdown') end({ reason: 'reset', code: 0, message: `the guest asked for a ${type} reset` });
    else if (reason === NO_REASON) end({ reason: 'poweroff', code: 0, message: 'the guest powered off' });
    else end({ reason: 'fail', code: reason, message: `the guest shut down because of a failure, reason ${reason}` });
  },
  halt: (line) => end({ reason: 'halted', code: 0, message: line }),
});
