import { legacyExtension, legacyFn } from './extension.ts';

/** The virtual address of a bit vector of harts, in memory of the caller. */
const harts = { hart_mask: 'unsigned long' } as const;
const range = { start: 'unsigned long', size: 'unsigned long' } as const;

/** The calls of SBI v0.1, deprecated and still in use. */
export const LEGACY = legacyExtension(
  {
    set_timer: legacyFn(0x00, { stime_value: 'uint64_t' }, 'sbi "Extension: Set Timer (EID #0x00)"'),
    console_putchar: legacyFn(0x01, { ch: 'int' }, 'sbi "Extension: Console Putchar (EID #0x01)"'),
    console_getchar: legacyFn(0x02, {}, 'sbi "Extension: Console Getchar (EID #0x02)"'),
    clear_ipi: legacyFn(0x03, {}, 'sbi "Extension: Clear IPI (EID #0x03)"'),
    send_ipi: legacyFn(0x04, harts, 'sbi "Extension: Send IPI (EID #0x04)"'),
    remote_fence_i: legacyFn(0x05, harts, 'sbi "Extension: Remote FENCE.I (EID #0x05)"'),
    remote_sfence_vma: legacyFn(0x06, { ...harts, ...range }, 'sbi "Extension: Remote SFENCE.VMA (EID #0x06)"'),
    remote_sfence_vma_asid: legacyFn(
      0x07,
      { ...harts, ...range, asid: 'unsigned long' },
      'sbi "Extension: Remote SFENCE.VMA with ASID (EID #0x07)"',
    ),
    shutdown: legacyFn(0x08, {}, 'sbi "Extension: System Shutdown (EID #0x08)"'),
  },
  'sbi "Legacy Extensions"',
);
