import { extension, fn } from './extension.ts';

/** Inter-processor interrupts: supervisor software interrupts on other harts. */
export const IPI = extension(
  'sPI',
  {
    send_ipi: fn(
      0,
      { hart_mask: 'unsigned long', hart_mask_base: 'unsigned long' },
      ['INVALID_PARAM', 'FAILED'],
      'sbi "Function: Send IPI (FID #0)"',
    ),
  },
  'sbi "IPI Extension"',
);
