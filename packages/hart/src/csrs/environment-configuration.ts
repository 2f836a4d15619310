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

export const henvcfg = csr('henvcfg', {
  spec: 'priv "Hypervisor Environment Configuration Register (henvcfg)"',
  requires: ['H'],
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    ADUE: { bits: 61, requires: 'Svadu', grantedBy: menvcfg.ADUE },
    STCE: { bits: 63, requires: 'Sstc', grantedBy: menvcfg.STCE },
  },
});
