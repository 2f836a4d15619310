import type { FieldDeclaration } from '../csr/csr.ts';
import { csr } from '../csr/csr-declaration.ts';

/** The numbers of the hardware performance-monitoring counters beyond cycle, time and instret. */
export const hpmNumbers: readonly number[] = Array.from({ length: 29 }, (_, index) => index + 3);

/** One bit for each counter: bit n is for the CSR at 0xC00 + n. */
const counters = {
  CY: { bits: 0, requires: 'Zicntr' },
  TM: { bits: 1, requires: 'Zicntr' },
  IR: { bits: 2, requires: 'Zicntr' },
  ...(Object.fromEntries(hpmNumbers.map((n) => [`HPM${n}`, { bits: n, requires: 'Zihpm' }])) as Readonly<
    Record<`HPM${number}`, FieldDeclaration>
  >),
} as const;

/** Which counters the modes below M may read. */
export const mcounteren = csr('mcounteren', {
  spec: 'priv "Machine Counter-Enable (mcounteren) Register"',
  fields: counters,
});

/** Which counters U-mode, or VU-mode when V = 1, may read. */
export const scounteren = csr('scounteren', {
  spec: 'priv "Counter-Enable (scounteren) Register"',
  fields: counters,
});

/** Which counters a guest may read. */
export const hcounteren = csr('hcounteren', {
  spec: 'priv "Hypervisor Counter-Enable (hcounteren) Register"',
  requires: ['H'],
  fields: counters,
});

/** Which counters stand still. */
export const mcountinhibit = csr('mcountinhibit', {
  spec: 'priv "Machine Counter-Inhibit (mcountinhibit) Register"',
  affects: ['counters'],
  fields: { ...counters, TM: { bits: 1, fixed: 0 } },
});
