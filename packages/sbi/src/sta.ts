import { extension, fn } from './extension.ts';

/** Steal-time Accounting. */
export const STA = extension(
  'STA',
  {
    steal_time_set_shmem: fn(
      0,
      { shmem_phys_lo: 'unsigned long', shmem_phys_hi: 'unsigned long', flags: 'unsigned long' },
      ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Set Steal-time Shared Memory Address (FID #0)"',
    ),
  },
  'sbi "Steal-time Accounting Extension"',
);
