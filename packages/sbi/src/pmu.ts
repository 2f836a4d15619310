import { extension, fn } from './extension.ts';

/** How three functions name a set of logical counters: bit i of the mask is counter `counter_idx_base + i`. */
const counters = { counter_idx_base: 'unsigned long', counter_idx_mask: 'unsigned long' } as const;

/** Performance Monitoring Unit. */
export const PMU = extension(
  'PMU',
  {
    num_counters: fn(0, {}, [], 'sbi "Function: Get number of counters (FID #0)"'),
    counter_get_info: fn(
      1,
      { counter_idx: 'unsigned long' },
      ['INVALID_PARAM'],
      'sbi "Function: Get details of a counter (FID #1)"',
    ),
    counter_config_matching: fn(
      2,
      { ...counters, config_flags: 'unsigned long', event_idx: 'unsigned long', event_data: 'uint64_t' },
      ['INVALID_PARAM', 'NOT_SUPPORTED'],
      'sbi "Function: Find and configure a matching counter (FID #2)"',
    ),
    counter_start: fn(
      3,
      { ...counters, start_flags: 'unsigned long', initial_value: 'uint64_t' },
      ['INVALID_PARAM', 'ALREADY_STARTED', 'NO_SHMEM'],
      'sbi "Function: Start a set of counters (FID #3)"',
    ),
    counter_stop: fn(
      4,
      { ...counters, stop_flags: 'unsigned long' },
      ['INVALID_PARAM', 'ALREADY_STOPPED', 'NO_SHMEM'],
      'sbi "Function: Stop a set of counters (FID #4)"',
    ),
    counter_fw_read: fn(
      5,
      { counter_idx: 'unsigned long' },
      ['INVALID_PARAM'],
      'sbi "Function: Read a firmware counter (FID #5)"',
    ),
    counter_fw_read_hi: fn(
      6,
      { counter_idx: 'unsigned long' },
      ['INVALID_PARAM'],
      'sbi "Function: Read a firmware counter high bits (FID #6)"',
    ),
    snapshot_set_shmem: fn(
      7,
      { shmem_phys_lo: 'unsigned long', shmem_phys_hi: 'unsigned long', flags: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Set PMU snapshot shared memory (FID #7)"',
    ),
    event_get_info: fn(
      8,
      {
        shmem_phys_lo: 'unsigned long',
        shmem_phys_hi: 'unsigned long',
        num_entries: 'unsigned long',
        flags: 'unsigned long',
      },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Get PMU Event info (FID #8)"',
    ),
  },
  'sbi "Performance Monitoring Unit Extension"',
);

/** Bits of `config_flags` (sbi "Function: Find and configure a matching counter (FID #2)"). */
export const configFlags = {
  SKIP_MATCH: 1n << 0n,
  CLEAR_VALUE: 1n << 1n,
  AUTO_START: 1n << 2n,
  SET_VUINH: 1n << 3n,
  SET_VSINH: 1n << 4n,
  SET_UINH: 1n << 5n,
  SET_SINH: 1n << 6n,
  SET_MINH: 1n << 7n,
} as const;

/** Bits of `start_flags` (sbi "Function: Start a set of counters (FID #3)"). */
export const startFlags = { SET_INIT_VALUE: 1n << 0n, INIT_SNAPSHOT: 1n << 1n } as const;

/** Bits of `stop_flags` (sbi "Function: Stop a set of counters (FID #4)"). */
export const stopFlags = { RESET: 1n << 0n, TAKE_SNAPSHOT: 1n << 1n } as const;

/** The shared memory of a snapshot, in bytes (sbi "Function: Set PMU snapshot shared memory (FID #7)"). */
export const snapshotLayout = { size: 4096, overflowBitmap: 0, values: 8 } as const;
