import { csr } from '../csr.ts';

/** Exists where an extension has a field in it. */
export const mseccfg = csr('mseccfg', {
  spec: 'priv "Machine Security Configuration (`mseccfg`) Register"',
  requires: 'any field',
  fields: { MLPE: { bits: 10, requires: 'Zicfilp' } },
});
