import type { AccessKind } from '@hartlab/isa';
import type { HartView } from '../csr/csr.ts';
import { henvcfg, hstatus, menvcfg, mseccfg, mstatus, satp, senvcfg, vsatp, vsstatus } from '../csrs/csrs.ts';
import type { Privilege } from '../state/hart-state.ts';

/** How many of the highest bits each value of a PMM field ignores: PMLEN. 1 is reserved and never held. */
const masked = [0, 0, 7, 16] as const;

/**
 * Pointer masking of the explicit accesses of one kind that are made with one effective privilege (priv "The “Ignore”
 * Transformation"). Only the high half of an address changes.
 */
export class PointerMasking {
  /** How many of the highest bits are ignored: PMLEN. */
  #ignored = 0;
  /** Whether addresses are physical or guest physical ones. */
  #isPhysical = false;

  /** Makes this the masking that is in effect now for accesses of this kind with this privilege. */
  read(hart: HartView, privilege: Privilege, V: boolean, kind: AccessKind): this {
    this.#ignored = masked[settingFor(hart, privilege, V, kind) as 0 | 1 | 2 | 3];
    this.#isPhysical = privilege === 'M' || hart.get((V ? vsatp : satp).MODE) === 0;
    return this;
  }

  /**
   * The high half of an address as it counts: the upper bits of a virtual address repeat the highest one that counts,
   * those of a physical or guest physical address are zero.
   */
  apply(high: number): number {
    const ignored = this.#ignored;
    if (ignored === 0) return high;
    return this.#isPhysical ? (high << ignored) >>> ignored : ((high << ignored) >> ignored) >>> 0;
  }
}

/**
 * The PMM field that counts is that of the next more privileged mode (priv "Pointer Masking Extensions"). None does for
 * HLVX, which stands for a fetch, nor while MXR is in effect (priv "Memory Accesses Subject to Pointer Masking").
 */
function settingFor(hart: HartView, privilege: Privilege, V: boolean, kind: AccessKind): number {
  if (kind === 'guest-execute') return 0;
  if (privilege === 'M') return hart.get(mseccfg.PMM);
  if (hart.get(mstatus.MXR) === 1 || (V && hart.get(vsstatus.MXR) === 1)) return 0;
  if (privilege === 'S') return hart.get(V ? henvcfg.PMM : menvcfg.PMM);
  const guestAccessFromU = kind !== 'own' && hart.privilege === 'U';
  return hart.get(guestAccessFromU ? hstatus.HUPMM : senvcfg.PMM);
}
