import { csr } from '../csr/csr-declaration.ts';
import { pointerMaskingMode } from './environment-configuration.ts';
import { isAnyEntryLocked } from './pmp-configuration.ts';

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
      legal: (wanted, old, hart) => (old === 0 && isAnyEntryLocked(hart) ? 0 : wanted),
    },
    MLPE: { bits: 10, requires: 'Zicfilp' },
    PMM: { bits: [33, 32], requires: 'Smmpm', ...pointerMaskingMode },
  },
});
