import { extension, fn } from './extension.ts';

/** What every implementation has: version, identity and probing. Its functions have no errors. */
export const BASE = extension(
  'BASE',
  {
    get_spec_version: fn(0, {}, [], 'sbi "Function: Get SBI specification version (FID #0)"'),
    get_impl_id: fn(1, {}, [], 'sbi "Function: Get SBI implementation ID (FID #1)"'),
    get_impl_version: fn(2, {}, [], 'sbi "Function: Get SBI implementation version (FID #2)"'),
    probe_extension: fn(3, { extension_id: 'long' }, [], 'sbi "Function: Probe SBI extension (FID #3)"'),
    get_mvendorid: fn(4, {}, [], 'sbi "Function: Get machine vendor ID (FID #4)"'),
    get_marchid: fn(5, {}, [], 'sbi "Function: Get machine architecture ID (FID #5)"'),
    get_mimpid: fn(6, {}, [], 'sbi "Function: Get machine implementation ID (FID #6)"'),
  },
  'sbi "Base Extension"',
  0x10,
);

/** The value that get_spec_version answers: the major number in bits 30:24, the minor number in bits 23:0. */
export const specVersion = (major: number, minor: number): bigint => (BigInt(major) << 24n) | BigInt(minor);
