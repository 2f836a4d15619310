import { csr, one } from '../csr/csr-declaration.ts';
import { henvcfg, menvcfg, senvcfg } from './environment-configuration.ts';

/** Aligned to XLEN; XLEN is never 32. */
export const ssp = csr('ssp', {
  spec: 'unpriv "Shadow Stack Pointer (ssp)"',
  requires: ['Zicfiss'],
  gate: { belowM: [one(menvcfg.SSE)], V: [one(henvcfg.SSE)], U: [one(senvcfg.SSE)] },
  fields: { value: { bits: [63, 0], only: 2n ** 64n - 8n } },
});
