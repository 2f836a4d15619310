import { csr } from '../csr.ts';

export const menvcfg = csr('menvcfg', {
  spec: 'priv "Machine Environment Configuration (menvcfg) Register"',
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    ADUE: { bits: 61, requires: 'Svadu' },
    STCE: { bits: 63, requires: 'Sstc' },
  },
});

export const senvcfg = csr('senvcfg', {
  spec: 'priv "Supervisor Environment Configuration (senvcfg) Register"',
  fields: { FIOM: { bits: 0 } },
});

/** What M-mode does not grant in menvcfg, henvcfg reads as zero and cannot grant further. */
const granted = menvcfg.ADUE.mask | menvcfg.STCE.mask;

export const henvcfg = csr('henvcfg', {
  spec: 'priv "Hypervisor Environment Configuration Register (henvcfg)"',
  requires: ['H'],
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    ADUE: { bits: 61, requires: 'Svadu' },
    STCE: { bits: 63, requires: 'Sstc' },
  },
  reads: (cell, hart) => cell & (~granted | hart.cell(menvcfg.address)),
});
