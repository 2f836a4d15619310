import type { BASE, DBCN, IPI, LEGACY, SRST, TIME } from '@hartlab/sbi';
import { buffer, noOtherReason, nothingIsDenied, ones, type ExtensionErrors } from './conditions.ts';

const without = (...args: readonly bigint[]) => ({ sample: { args }, errors: {} });

export const baseErrors: ExtensionErrors<typeof BASE> = {
  get_spec_version: without(),
  get_impl_id: without(),
  get_impl_version: without(),
  probe_extension: without(0x10n),
  get_mvendorid: without(),
  get_marchid: without(),
  get_mimpid: without(),
};

export const timeErrors: ExtensionErrors<typeof TIME> = { set_timer: without(ones) };

export const ipiErrors: ExtensionErrors<typeof IPI> = {
  send_ipi: {
    sample: { args: [0b11n, 0n] },
    errors: {
      INVALID_PARAM: [
        { when: 'a hart of the mask is not there', args: [0b101n, 0n] },
        { when: 'a hart beyond the base is not there', args: [0b10n, 1n] },
        { when: 'base and bit pass 2^64', args: [0b100n, ones - 1n] },
      ],
      FAILED: noOtherReason,
    },
  },
};

export const srstErrors: ExtensionErrors<typeof SRST> = {
  system_reset: {
    sample: { args: [0n, 0n] },
    errors: {
      INVALID_PARAM: [
        { when: 'the type is reserved', args: [3n, 0n] },
        { when: 'the type is a platform’s own', args: [0xf000_0000n, 0n] },
        { when: 'the reason is reserved', args: [0n, 2n] },
        { when: 'the reason is a platform’s own', args: [0n, 0xe000_0000n] },
      ],
      NOT_SUPPORTED: 'every type that is neither reserved nor a platform’s own is supported',
      FAILED: noOtherReason,
    },
  },
};

const shared = { at: 1, bytes: 8n, alignment: 1n, inaccessible: 'INVALID_PARAM' } as const;

export const dbcnErrors: ExtensionErrors<typeof DBCN> = {
  console_write: {
    sample: { args: [8n, buffer, 0n] },
    shared,
    errors: {
      INVALID_PARAM: [
        { when: 'the last byte is not the caller’s', args: [0x20_0000n, buffer, 0n] },
        { when: 'the length passes all memory', args: [ones, buffer, 0n] },
      ],
      DENIED: nothingIsDenied,
      FAILED: noOtherReason,
    },
  },
  console_read: {
    sample: { args: [8n, buffer, 0n] },
    shared,
    errors: {
      INVALID_PARAM: [
        { when: 'the last byte is not the caller’s', args: [0x20_0000n, buffer, 0n] },
        { when: 'the length passes all memory', args: [ones, buffer, 0n] },
      ],
      DENIED: nothingIsDenied,
      FAILED: noOtherReason,
    },
  },
  console_write_byte: {
    sample: { args: [0x41n] },
    errors: { DENIED: nothingIsDenied, FAILED: noOtherReason },
  },
};

/** Their errors are "implementation specific": there is no table. */
export const legacyErrors: ExtensionErrors<typeof LEGACY> = {
  set_timer: without(ones),
  console_putchar: without(0x41n),
  console_getchar: without(),
  clear_ipi: without(),
  send_ipi: without(0n),
  remote_fence_i: without(0n),
  remote_sfence_vma: without(0n, 0n, 0n),
  remote_sfence_vma_asid: without(0n, 0n, 0n, 0n),
  shutdown: without(),
};
