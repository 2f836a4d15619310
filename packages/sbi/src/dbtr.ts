import { extension, fn } from './extension.ts';

/** Parameters of the three functions that act on a set of triggers. */
const set = { trig_idx_base: 'unsigned long', trig_idx_mask: 'unsigned long' } as const;

/** Debug triggers. */
export const DBTR = extension(
  'DBTR',
  {
    num_triggers: fn(0, { trig_tdata1: 'unsigned long' }, [], 'sbi "Function: Get number of triggers (FID #0)"'),
    set_shmem: fn(
      1,
      { shmem_phys_lo: 'unsigned long', shmem_phys_hi: 'unsigned long', flags: 'unsigned long' },
      ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Set trigger shared memory (FID #1)"',
    ),
    read_triggers: fn(
      2,
      { trig_idx_base: 'unsigned long', trig_count: 'unsigned long' },
      ['NO_SHMEM', 'BAD_RANGE'],
      'sbi "Function: Read triggers (FID #2)"',
    ),
    install_triggers: fn(
      3,
      { trig_count: 'unsigned long' },
      ['NO_SHMEM', 'BAD_RANGE', 'INVALID_PARAM', 'FAILED', 'NOT_SUPPORTED'],
      'sbi "Function: Install triggers (FID #3)"',
    ),
    update_triggers: fn(
      4,
      { trig_count: 'unsigned long' },
      ['NO_SHMEM', 'BAD_RANGE', 'INVALID_PARAM', 'FAILED', 'NOT_SUPPORTED'],
      'sbi "Function: Update triggers (FID #4)"',
    ),
    uninstall_triggers: fn(5, set, ['INVALID_PARAM'], 'sbi "Function: Uninstall a set of triggers (FID #5)"'),
    enable_triggers: fn(6, set, ['INVALID_PARAM'], 'sbi "Function: Enable a set of triggers (FID #6)"'),
    disable_triggers: fn(7, set, ['INVALID_PARAM'], 'sbi "Function: Disable a set of triggers (FID #7)"'),
  },
  'sbi "Debug Triggers Extension"',
);
