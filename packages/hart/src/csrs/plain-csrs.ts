import type { Isa } from '@hartlab/isa';
import { fromHalves } from '../csr/csr.ts';
import { plansOf } from '../csr/csr-plan.ts';
import { exists } from '../csr/extensions.ts';
import { csrMap, mcycle, mhpmcounters, minstret } from './csrs.ts';

/** Counters count behind everybody's back. */
const counting: ReadonlySet<unknown> = new Set([mcycle, minstret, ...mhpmcounters]);

/**
 * For the CSRs that are nothing but their cells on harts of an ISA, by their addresses: the bits that a write changes.
 * Software reads what the cell holds, a write has no effect besides, and while V is 0 no more is asked of who accesses one
 * than the privilege mode that its address names (priv "CSR Address Mapping Conventions"). Undefined of any other CSR.
 */
export function plainCsrsOf(isa: Isa): (address: number) => bigint | undefined {
  const plans = plansOf(isa);
  return (address) => {
    const csr = csrMap.at(address, false);
    if (csr?.kind !== 'register' || !exists(csr, isa) || counting.has(csr)) return undefined;
    if (csr.gate !== undefined || csr.partOf !== undefined || csr.effects.length > 0) return undefined;
    const { plain, ruled, vetoes, sometimesReadOnly, joint, writable, free } = plans.of(csr);
    const rules = ruled[0].length + ruled[1].length + vetoes.length + sometimesReadOnly.length;
    if (!plain || rules > 0 || joint !== undefined) return undefined;
    return fromHalves(writable[0] & free[0], writable[1] & free[1]);
  };
}
