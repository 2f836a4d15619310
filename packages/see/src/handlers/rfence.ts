import {
  err,
  hartMask,
  implement,
  ok,
  RFENCE,
  type Err,
  type FirmwareEvent,
  type Implementation,
  type Ok,
} from '@hartlab/sbi';
import type { SupervisedHart } from '../supervised-hart.ts';
import type { SupervisedHarts } from '../supervised-harts.ts';

const wholeAddressSpace = 2n ** 64n - 1n;

/** The widest ASID and VMID there are on RV64 (priv "Supervisor Address Translation and Protection (satp) Register"). */
const maximumAsid = 2n ** 16n - 1n;
const maximumVmid = 2n ** 14n - 1n;

/** A fence, by what the PMU counts on the hart that asks for it and on one that does it. */
interface Fence {
  readonly sent: FirmwareEvent;
  readonly received: FirmwareEvent;
}

/** Each kind of fence that a hart can ask others for. */
export const fences = {
  FENCE_I: { sent: 'FENCE_I_SENT', received: 'FENCE_I_RECEIVED' },
  SFENCE_VMA: { sent: 'SFENCE_VMA_SENT', received: 'SFENCE_VMA_RECEIVED' },
  SFENCE_VMA_ASID: { sent: 'SFENCE_VMA_ASID_SENT', received: 'SFENCE_VMA_ASID_RECEIVED' },
  HFENCE_GVMA: { sent: 'HFENCE_GVMA_SENT', received: 'HFENCE_GVMA_RECEIVED' },
  HFENCE_GVMA_VMID: { sent: 'HFENCE_GVMA_VMID_SENT', received: 'HFENCE_GVMA_VMID_RECEIVED' },
  HFENCE_VVMA: { sent: 'HFENCE_VVMA_SENT', received: 'HFENCE_VVMA_RECEIVED' },
  HFENCE_VVMA_ASID: { sent: 'HFENCE_VVMA_ASID_SENT', received: 'HFENCE_VVMA_ASID_RECEIVED' },
} as const satisfies Readonly<Record<string, Fence>>;

/**
 * Fences the harts named. There is nothing to do but to count it, for each other hart that runs: while the firmware does,
 * every hart is between two instructions, and nothing that is kept of code or page tables is ever older than memory holds.
 */
export function remoteFence(
  caller: SupervisedHart,
  harts: SupervisedHarts,
  { sent, received }: Fence,
  hart_mask: bigint,
  hart_mask_base: bigint,
): Ok | Err<'INVALID_PARAM'> {
  const hartids = hartMask(hart_mask, hart_mask_base, harts.ids);
  if ('error' in hartids) return hartids;
  for (const target of harts.named(hartids)) {
    if (target === caller || !target.interruptible) continue;
    caller.counters.happened(sent);
    target.counters.happened(received);
  }
  return ok();
}

/** Whether a range lies in the address space: both numbers are unsigned, and all ones is the size of everything. */
const validRange = (start: bigint, size: bigint): boolean => size === wholeAddressSpace || start + size <= 2n ** 64n;

/**
 * SFENCE.VMA, HFENCE.GVMA or HFENCE.VVMA on the harts named. It is asked for, and then there is nothing to do: translation
 * never shows an older table than memory holds.
 */
export const remoteTranslationFence = (
  caller: SupervisedHart,
  harts: SupervisedHarts,
  fence: Fence,
  hart_mask: bigint,
  hart_mask_base: bigint,
  start: bigint,
  size: bigint,
): Ok | Err<'INVALID_PARAM' | 'INVALID_ADDRESS'> =>
  validRange(start, size) ? remoteFence(caller, harts, fence, hart_mask, hart_mask_base) : err('INVALID_ADDRESS');

/** The parameters that all fences of translations have. */
interface Range {
  readonly hart_mask: bigint;
  readonly hart_mask_base: bigint;
  readonly start_addr: bigint;
  readonly size: bigint;
}

export function rfence(harts: SupervisedHarts): Implementation<SupervisedHart> {
  const fence = (caller: SupervisedHart, kind: Fence, range: Range, validIdentifier = true) => {
    const { hart_mask, hart_mask_base, start_addr, size } = range;
    if (!validIdentifier) return err('INVALID_PARAM');
    return remoteTranslationFence(caller, harts, kind, hart_mask, hart_mask_base, start_addr, size);
  };
  // All harts of a machine have one ISA, so the caller speaks for the targets.
  const hypervisorFence = (caller: SupervisedHart, kind: Fence, range: Range, validIdentifier?: boolean) =>
    caller.hart.isa.has('H') ? fence(caller, kind, range, validIdentifier) : err('NOT_SUPPORTED');
  return implement(RFENCE, {
    remote_fence_i: (caller, { hart_mask, hart_mask_base }) =>
      remoteFence(caller, harts, fences.FENCE_I, hart_mask, hart_mask_base),
    remote_sfence_vma: (caller, range) => fence(caller, fences.SFENCE_VMA, range),
    remote_sfence_vma_asid: (caller, range) => fence(caller, fences.SFENCE_VMA_ASID, range, range.asid <= maximumAsid),
    remote_hfence_gvma_vmid: (caller, range) =>
      hypervisorFence(caller, fences.HFENCE_GVMA_VMID, range, range.vmid <= maximumVmid),
    remote_hfence_gvma: (caller, range) => hypervisorFence(caller, fences.HFENCE_GVMA, range),
    remote_hfence_vvma_asid: (caller, range) =>
      hypervisorFence(caller, fences.HFENCE_VVMA_ASID, range, range.asid <= maximumAsid),
    remote_hfence_vvma: (caller, range) => hypervisorFence(caller, fences.HFENCE_VVMA, range),
  });
}
