import { extension, fnThatMayNotReturn } from './extension.ts';

/** System reset. */
export const SRST = extension(
  'SRST',
  {
    system_reset: fnThatMayNotReturn(
      0,
      { reset_type: 'uint32_t', reset_reason: 'uint32_t' },
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'FAILED'],
      'sbi "Function: System reset (FID #0)"',
    ),
  },
  'sbi "System Reset Extension"',
);

/** The values of `reset_type` that are neither reserved nor left to platforms. */
export const resetTypes = { SHUTDOWN: 0, COLD_REBOOT: 1, WARM_REBOOT: 2 } as const;

export type ResetType = keyof typeof resetTypes;

/** The values of `reset_reason` that are neither reserved nor left to implementations and platforms. */
export const resetReasons = { NO_REASON: 0, SYSTEM_FAILURE: 1 } as const;

export type ResetReason = keyof typeof resetReasons;
