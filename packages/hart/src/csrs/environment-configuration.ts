import { csr } from '../csr.ts';

export const menvcfg = csr('menvcfg', {
  spec: 'priv "Machine Environment Configuration (menvcfg) Register"',
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    LPE: { bits: 2, requires: 'Zicfilp' },
    SSE: { bits: 3, requires: 'Zicfiss' },
    DTE: { bits: 59, requires: 'Ssdbltrp' },
    ADUE: { bits: 61, requires: 'Svadu' },
    STCE: { bits: 63, requires: 'Sstc' },
  },
});

export const henvcfg = csr('henvcfg', {
  spec: 'priv "Hypervisor Environment Configuration Register (henvcfg)"',
  requires: ['H'],
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    LPE: { bits: 2, requires: 'Zicfilp' },
    SSE: { bits: 3, requires: 'Zicfiss', grantedBy: menvcfg.SSE },
    DTE: { bits: 59, requires: 'Ssdbltrp', grantedBy: menvcfg.DTE },
    ADUE: { bits: 61, requires: 'Svadu', grantedBy: menvcfg.ADUE },
    STCE: { bits: 63, requires: 'Sstc', grantedBy: menvcfg.STCE },
  },
});

export const senvcfg = csr('senvcfg', {
  spec: 'priv "Supervisor Environment Configuration (senvcfg) Register"',
  fields: {
    FIOM: { bits: 0 },
    LPE: { bits: 2, requires: 'Zicfilp' },
    SSE: { bits: 3, requires: 'Zicfiss', grantedBy: menvcfg.SSE, grantedToGuestBy: henvcfg.SSE },
  },
});
