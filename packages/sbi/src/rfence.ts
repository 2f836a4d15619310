import { extension, fn } from './extension.ts';

const harts = { hart_mask: 'unsigned long', hart_mask_base: 'unsigned long' } as const;
const range = { start_addr: 'unsigned long', size: 'unsigned long' } as const;

/** Errors of the fences that take a range, and of those that need the hypervisor extension. */
const rangeErrors = ['INVALID_ADDRESS', 'INVALID_PARAM', 'FAILED'] as const;
const hypervisorErrors = ['NOT_SUPPORTED', ...rangeErrors] as const;

/** Fences on other harts. */
export const RFENCE = extension(
  'RFNC',
  {
    remote_fence_i: fn(0, harts, ['INVALID_PARAM', 'FAILED'], 'sbi "Function: Remote FENCE.I (FID #0)"'),
    remote_sfence_vma: fn(1, { ...harts, ...range }, rangeErrors, 'sbi "Function: Remote SFENCE.VMA (FID #1)"'),
    remote_sfence_vma_asid: fn(
      2,
      { ...harts, ...range, asid: 'unsigned long' },
      rangeErrors,
      'sbi "Function: Remote SFENCE.VMA with ASID (FID #2)"',
    ),
    remote_hfence_gvma_vmid: fn(
      3,
      { ...harts, ...range, vmid: 'unsigned long' },
      hypervisorErrors,
      'sbi "Function: Remote HFENCE.GVMA with VMID (FID #3)"',
    ),
    remote_hfence_gvma: fn(4, { ...harts, ...range }, hypervisorErrors, 'sbi "Function: Remote HFENCE.GVMA (FID #4)"'),
    remote_hfence_vvma_asid: fn(
      5,
      { ...harts, ...range, asid: 'unsigned long' },
      hypervisorErrors,
      'sbi "Function: Remote HFENCE.VVMA with ASID (FID #5)"',
    ),
    remote_hfence_vvma: fn(6, { ...harts, ...range }, hypervisorErrors, 'sbi "Function: Remote HFENCE.VVMA (FID #6)"'),
  },
  'sbi "RFENCE Extension"',
);
