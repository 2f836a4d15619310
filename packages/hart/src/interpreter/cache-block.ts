import type { CacheBlockOperation } from '@hartlab/isa';
import { henvcfg, menvcfg, senvcfg } from '../csrs/csrs.ts';
import type { Core } from '../core.ts';

/** The field of each environment configuration register that an operation needs. */
const enables = { inval: 'CBIE', clean: 'CBCFE', flush: 'CBCFE', zero: 'CBZE' } as const;

/**
 * Whether the mode may use the operation, which otherwise raises an exception (unpriv "CSR controls for CMO instructions"). CBIE also says whether
 * CBO.INVAL is to flush instead, which without caches is the same. `bits` are the instruction as fetched.
 */
export function mayUseCacheBlockOperation(hart: Core, operation: CacheBlockOperation, bits: number): boolean {
  const { privilege, V, raised } = hart;
  if (privilege === 'M') return true;
  const enable = enables[operation];
  const allows = (configuration: typeof menvcfg | typeof henvcfg | typeof senvcfg) =>
    hart.get(configuration[enable]) !== 0;
  const user = privilege === 'U';
  if (!allows(menvcfg) || (user && !V && !allows(senvcfg))) return raised.illegalInstruction(bits);
  if (V && (!allows(henvcfg) || (user && !allows(senvcfg)))) return raised.virtualInstruction(bits);
  return true;
}
