import { err, hartMask, implement, ok, RFENCE, type Err, type Implementation, type Ok } from '@hartlab/sbi';
import type { SupervisedHart } from '../supervised-hart.ts';
import type { SupervisedHarts } from '../supervised-harts.ts';

const wholeAddressSpace = 2n ** 64n - 1n;

/** The widest ASID and VMID there are on RV64 (priv "Supervisor Address Translation and Protection (satp) Register"). */
const maximumAsid = 2n ** 16n - 1n;
const maximumVmid = 2n ** 14n - 1n;

/**
 * Fences the harts named. There is nothing to do: while the firmware runs, every hart is between two instructions, and
 * nothing that is kept of code or page tables is ever older than memory holds.
 */
export function remoteFence(
  harts: SupervisedHarts,
  hart_mask: bigint,
  hart_mask_base: bigint,
): Ok | Err<'INVALID_PARAM'> {
  const hartids = hartMask(hart_mask, hart_mask_base, harts.ids);
  return 'error' in hartids ? hartids : ok();
}

/** Whether a range lies in the address space: both numbers are unsigned, and all ones is the size of everything. */
const validRange = (start: bigint, size: bigint): boolean => size === wholeAddressSpace || start + size <= 2n ** 64n;

/**
 * SFENCE.VMA, HFENCE.GVMA or HFENCE.VVMA on the harts named. It is asked for, and then there is nothing to do: translation
 * never shows an older table than memory holds.
 */
export const remoteTranslationFence = (
  harts: SupervisedHarts,
  hart_mask: bigint,
  hart_mask_base: bigint,
  start: bigint,
  size: bigint,
): Ok | Err<'INVALID_PARAM' | 'INVALID_ADDRESS'> =>
  validRange(start, size) ? remoteFence(harts, hart_mask, hart_mask_base) : err('INVALID_ADDRESS');

/** The parameters that all fences of translations have. */
interface Range {
  readonly hart_mask: bigint;
  readonly hart_mask_base: bigint;
  readonly start_addr: bigint;
  readonly size: bigint;
}

export function rfence(harts: SupervisedHarts): Implementation<SupervisedHart> {
  const fence = ({ hart_mask, hart_mask_base, start_addr, size }: Range, validIdentifier = true) =>
    validIdentifier ? remoteTranslationFence(harts, hart_mask, hart_mask_base, start_addr, size) : err('INVALID_PARAM');
  // All harts of a machine have one ISA, so the caller speaks for the targets.
  const hypervisorFence = ({ hart }: SupervisedHart, range: Range, validIdentifier?: boolean) =>
    hart.isa.has('H') ? fence(range, validIdentifier) : err('NOT_SUPPORTED');
  return implement(RFENCE, {
    remote_fence_i: (_, { hart_mask, hart_mask_base }) => remoteFence(harts, hart_mask, hart_mask_base),
    remote_sfence_vma: (_, range) => fence(range),
    remote_sfence_vma_asid: (_, range) => fence(range, range.asid <= maximumAsid),
    remote_hfence_gvma_vmid: (caller, range) => hypervisorFence(caller, range, range.vmid <= maximumVmid),
    remote_hfence_gvma: (caller, range) => hypervisorFence(caller, range),
    remote_hfence_vvma_asid: (caller, range) => hypervisorFence(caller, range, range.asid <= maximumAsid),
    remote_hfence_vvma: (caller, range) => hypervisorFence(caller, range),
  });
}
