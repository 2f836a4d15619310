import type { Hart } from '@hartlab/hart';
import { claimIpi, ipiIdentity, type Mark, type Platform } from '@hartlab/see';
import type { BoardOptions } from './board.ts';
import type { Devices } from './devices.ts';
import { Aplic } from './devices/aplic.ts';
import { Clint } from './devices/clint.ts';
import { Mtimer } from './devices/mtimer.ts';
import { Ns16550a } from './devices/ns16550a.ts';
import { Mswi } from './devices/software-interrupts.ts';
import { ErrorSignals } from './error-signals.ts';
import { delegateAll } from './machine-sources.ts';
import type { Stop } from './stop.ts';

/** SRST's reset_reason for an orderly end (sbi "Function: System reset"). */
const NO_REASON = 0;

/** What the built-in firmware does to the board: it uses the same devices that a firmware image would. */
export function platform(
  devices: Devices,
  { harts, board }: { readonly harts: readonly Hart[]; readonly board: BoardOptions },
  putchar: (byte: number) => void,
  end: (stop: Stop) => void,
  mark: (mark: Mark) => void,
): Platform {
  const uart = devices.of(Ns16550a);
  const clint = devices.find(Clint);
  const timer = clint?.mtimer ?? devices.of(Mtimer);
  const mswi = clint?.mswi ?? devices.find(Mswi);
  return {
    machineDevices: devices.machineMode,
    begin: () => {
      const root = devices.find(Aplic);
      if (root) delegateAll(root, harts.length, board.aiaGuests ?? 0);
    },
    putchar,
    getchar: () => uart.take(),
    setTimer: (hartid, time) => timer.setTimer(Number(hartid), time),
    ...(mswi
      ? {
          sendIpi: (hartid) => mswi.setMsip(Number(hartid), true),
          clearIpi: (hartid) => mswi.setMsip(Number(hartid), false),
        }
      : {
          hasMessageIpis: true,
          sendIpi: (hartid) => harts[Number(hartid)]?.receive('M', ipiIdentity),
          clearIpi: (hartid) => claimIpi(harts[Number(hartid)]!),
        }),
    errors: new ErrorSignals(devices, harts.length),
    reset: (type, reason) => {
      if (type !== 'shutdown') end({ reason: 'reset', code: 0, message: `the guest asked for a ${type} reset` });
      else if (reason === NO_REASON) end({ reason: 'poweroff', code: 0, message: 'the guest powered off' });
      else end({ reason: 'fail', code: reason, message: `the guest shut down because of a failure, reason ${reason}` });
    },
    halt: (line) => end({ reason: 'halted', code: 0, message: line }),
    mark,
  };
}
