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

/** The values of `reset_type` that are neither reserved nor left to platforms: shutdown, cold and warm reboot. */
export const resetTypes = { shutdown: 0, cold: 1, warm: 2 } as const;

/** The name of a reset type that we know. */
export type ResetType = keyof typeof resetTypes;

/** The values of `reset_reason` that are neither reserved nor left to implementations and platforms. */
export const resetReasons = { 'no reason': 0, 'system failure': 1 } as const;
