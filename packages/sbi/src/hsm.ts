import { extension, fn, fnThatMayNotReturn } from './extension.ts';

/** Hart State Management. */
export const HSM = extension(
  'HSM',
  {
    hart_start: fn(
      0,
      { hartid: 'unsigned long', start_addr: 'unsigned long', opaque: 'unsigned long' },
      ['INVALID_ADDRESS', 'INVALID_PARAM', 'ALREADY_AVAILABLE', 'FAILED'],
      'sbi "Function: Hart start (FID #0)"',
    ),
    hart_stop: fnThatMayNotReturn(1, {}, ['FAILED'], 'sbi "Function: Hart stop (FID #1)"'),
    hart_get_status: fn(2, { hartid: 'unsigned long' }, ['INVALID_PARAM'], 'sbi "Function: Hart get status (FID #2)"'),
    hart_suspend: fnThatMayNotReturn(
      3,
      { suspend_type: 'uint32_t', resume_addr: 'unsigned long', opaque: 'unsigned long' },
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Hart suspend (FID #3)"',
    ),
  },
  'sbi "Hart State Management Extension"',
);

/** The state IDs that hart_get_status answers (sbi "Hart State Management Extension", table "HSM Hart States"). */
export const hsmStates = {
  STARTED: 0n,
  STOPPED: 1n,
  START_PENDING: 2n,
  STOP_PENDING: 3n,
  SUSPENDED: 4n,
  SUSPEND_PENDING: 5n,
  RESUME_PENDING: 6n,
} as const;

/** The name of a hart state (sbi "Hart State Management Extension"). */
export type HsmState = keyof typeof hsmStates;

/** The suspend types that no platform defines for itself (table "HSM Hart Suspend Types"). */
export const suspendTypes = { defaultRetentive: 0x0000_0000, defaultNonRetentive: 0x8000_0000 } as const;
