import { extension, fn } from './extension.ts';

/** Firmware Features. */
export const FWFT = extension(
  'FWFT',
  {
    set: fn(
      0,
      { feature: 'uint32_t', value: 'unsigned long', flags: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'DENIED', 'DENIED_LOCKED', 'FAILED'],
      'sbi "Function: Firmware Features Set (FID #0)"',
    ),
    get: fn(
      1,
      { feature: 'uint32_t' },
      ['NOT_SUPPORTED', 'DENIED', 'FAILED'],
      'sbi "Function: Firmware Features Get (FID #1)"',
    ),
  },
  'sbi "SBI Firmware Features Extension"',
);

/**
 * The features that the specification defines (table "FWFT Feature Types"). All are local: each hart has its own. Global
 * ones would have bit 31; so far those are reserved, or a platform's own.
 */
export const firmwareFeatures = {
  MISALIGNED_EXC_DELEG: 0,
  LANDING_PAD: 1,
  SHADOW_STACK: 2,
  DOUBLE_TRAP: 3,
  PTE_AD_HW_UPDATING: 4,
  POINTER_MASKING_PMLEN: 5,
} as const;

/** The name of a feature that the specification defines. */
export type FirmwareFeature = keyof typeof firmwareFeatures;

/** The flag of `set` after which nobody can change the feature (table "FWFT Firmware Features Set Flags"). */
export const FWFT_LOCK = 1n;
