import type { CacheBlockOperation } from '@hartlab/isa';
import { henvcfg, menvcfg, senvcfg } from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import { illegalInstruction, virtualInstruction } from '../trap/trap.ts';

/** The field of each environment configuration register that an operation needs. */
const enables = { inval: 'CBIE', clean: 'CBCFE', flush: 'CBCFE', zero: 'CBZE' } as const;

/**
 * Traps where the mode may not use the operation (unpriv "CSR controls for CMO instructions"). CBIE also says whether
 * CBO.INVAL is to flush instead, which without caches is the same. `bits` are the instruction as fetched.
 */
export function requireCacheBlockOperation(hart: Core, operation: CacheBlockOperation, bits: number): void {
  const { privilege, V } = hart;
  if (privilege === 'M') return;
  const enable = enables[operation];
  const allows = (configuration: typeof menvcfg | typeof henvcfg | typeof senvcfg) =>
    hart.get(configuration[enable]) !== 0;
  const user = privilege === 'U';
  if (!allows(menvcfg) || (user && !V && !allows(senvcfg))) throw illegalInstruction(bits);
  if (V && (!allows(henvcfg) || (user && !allows(senvcfg)))) throw virtualInstruction(bits);
}
