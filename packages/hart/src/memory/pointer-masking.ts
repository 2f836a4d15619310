import type { AccessKind } from '@hartlab/isa';
import type { HartView } from '../csr/csr.ts';
import { henvcfg, hstatus, menvcfg, mseccfg, mstatus, satp, senvcfg, vsatp, vsstatus } from '../csrs/csrs.ts';
import type { Privilege } from '../state/hart-state.ts';

/** The ignore transformation of an address; undefined when addresses stay as they are. */
export type Masking = ((address: bigint) => bigint) | undefined;

/** How many of the highest bits each value of a PMM field ignores: PMLEN. 1 is reserved and never held. */
const masked = [0, 0, 7, 16] as const;

/**
 * Pointer masking of the explicit accesses of one kind that are made with this effective privilege: the upper bits of a
 * virtual address repeat the highest one that counts, those of a physical or guest physical address are zero
 * (priv "The “Ignore” Transformation").
 */
export function pointerMasking(hart: HartView, as: { privilege: Privilege; V: boolean }, kind: AccessKind): Masking {
  const bits = 64 - masked[settingFor(hart, as, kind) as 0 | 1 | 2 | 3];
  if (bits === 64) return undefined;
  const isPhysical = as.privilege === 'M' || hart.get((as.V ? vsatp : satp).MODE) === 0;
  return isPhysical
    ? (address) => BigInt.asUintN(bits, address)
    : (address) => BigInt.asUintN(64, BigInt.asIntN(bits, address));
}

/**
 * The PMM field that counts is that of the next more privileged mode (priv "Pointer Masking Extensions"). None does for
 * HLVX, which stands for a fetch, nor while MXR is in effect (priv "Memory Accesses Subject to Pointer Masking").
 */
function settingFor(hart: HartView, { privilege, V }: { privilege: Privilege; V: boolean }, kind: AccessKind): number {
  if (kind === 'guest-execute') return 0;
  if (privilege === 'M') return hart.get(mseccfg.PMM);
  if (hart.get(mstatus.MXR) === 1 || (V && hart.get(vsstatus.MXR) === 1)) return 0;
  if (privilege === 'S') return hart.get(V ? henvcfg.PMM : menvcfg.PMM);
  const guestAccessFromU = kind !== 'own' && hart.privilege === 'U';
  return hart.get(guestAccessFromU ? hstatus.HUPMM : senvcfg.PMM);
}
