import { extension, fn, fnThatMayNotReturn } from './extension.ts';

/** Nested Acceleration. */
export const NACL = extension(
  'NACL',
  {
    probe_feature: fn(0, { feature_id: 'uint32_t' }, [], 'sbi "Function: Probe nested acceleration feature (FID #0)"'),
    set_shmem: fn(
      1,
      { shmem_phys_lo: 'unsigned long', shmem_phys_hi: 'unsigned long', flags: 'unsigned long' },
      ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Set nested acceleration shared memory (FID #1)"',
    ),
    sync_csr: fn(
      2,
      { csr_num: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'NO_SHMEM'],
      'sbi "Function: Synchronize shared memory CSRs (FID #2)"',
    ),
    sync_hfence: fn(
      3,
      { entry_index: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'NO_SHMEM'],
      'sbi "Function: Synchronize shared memory HFENCEs (FID #3)"',
    ),
    sync_sret: fnThatMayNotReturn(
      4,
      {},
      ['NOT_SUPPORTED', 'NO_SHMEM'],
      'sbi "Function: Synchronize shared memory and emulate SRET (FID #4)"',
    ),
  },
  'sbi "Nested Acceleration Extension"',
);
