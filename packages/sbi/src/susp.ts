import { extension, fnThatMayNotReturn } from './extension.ts';

/** System suspend. */
export const SUSP = extension(
  'SUSP',
  {
    system_suspend: fnThatMayNotReturn(
      0,
      { sleep_type: 'uint32_t', resume_addr: 'unsigned long', opaque: 'unsigned long' },
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'INVALID_ADDRESS', 'DENIED', 'FAILED'],
      'sbi "Function: System Suspend (FID #0)"',
    ),
  },
  'sbi "System Suspend Extension"',
);

/** The sleep type that is neither reserved nor left to platforms (table "SUSP System Sleep Types"). */
export const sleepTypes = { suspendToRam: 0 } as const;
