import { csrAddresses } from '@hartlab/isa';
import type { HartView } from '../csr/csr.ts';
import { csr } from '../csr/csr-declaration.ts';
import { pointerMaskingMode } from './environment-configuration.ts';

/** Exists where an extension has a field in it. */
export const mseccfg = csr('mseccfg', {
  spec: 'priv "Machine Security Configuration (`mseccfg`) Register"',
  requires: 'any field',
  affects: ['translation', 'protection'],
  fields: {
    /** Sticky. */
    MML: { bits: 0, requires: 'Smepmp', legal: (wanted, old) => wanted | old },
    /** Sticky. */
    MMWP: { bits: 1, requires: 'Smepmp', legal: (wanted, old) => wanted | old },
    /** Once it is 0 while any entry is locked, it stays so. */
    RLB: {
      bits: 2,
      requires: 'Smepmp',
      legal: (wanted, old, hart) => (old === 0 && anyEntryLocked(hart) ? 0 : wanted),
    },
    MLPE: { bits: 10, requires: 'Zicfilp' },
    PMM: { bits: [33, 32], requires: 'Smmpm', ...pointerMaskingMode },
  },
});

/** The L bits of the four entries in one half of a pmpcfg register. */
const locks = 0x8080_8080;

/** Whether pmpcfg.L is 1 in any entry, one that is OFF included. */
function anyEntryLocked(hart: HartView): boolean {
  for (let address: number = csrAddresses.pmpcfg0; address <= csrAddresses.pmpcfg14; address += 2)
    if ((hart.half(address, 0) | hart.half(address, 1)) & locks) return true;
  return false;
}
