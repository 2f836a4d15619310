import { csr } from '../csr.ts';
import { pointerMaskingMode } from './environment-configuration.ts';

/** Exists where an extension has a field in it. */
export const mseccfg = csr('mseccfg', {
  spec: 'priv "Machine Security Configuration (`mseccfg`) Register"',
  requires: 'any field',
  affects: ['translation'],
  fields: {
    MLPE: { bits: 10, requires: 'Zicfilp' },
    PMM: { bits: [33, 32], requires: 'Smmpm', ...pointerMaskingMode },
  },
});
