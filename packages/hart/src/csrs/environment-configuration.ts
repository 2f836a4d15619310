import type { FieldDeclaration } from '../csr/csr.ts';
import { csr, one } from '../csr/csr-declaration.ts';
import { hstateen0, mstateen0 } from './state-enable.ts';

/** Pointer masking of the next less privileged mode: none, 7 bits or 16. The reserved 1 becomes none, as on Spike. */
export const pointerMaskingMode = { oneOf: [0, 2, 3], otherwise: 0 } as const satisfies Partial<FieldDeclaration>;

/** CBO.INVAL traps, flushes or invalidates. The reserved 2 becomes 0, as on Spike. */
const cacheBlockInvalidate = { bits: [5, 4], requires: 'Zicbom', oneOf: [0, 1, 3], otherwise: 0 } as const;

/** What M-mode lets the modes below it do. */
export const menvcfg = csr('menvcfg', {
  spec: 'priv "Machine Environment Configuration (menvcfg) Register"',
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    LPE: { bits: 2, requires: 'Zicfilp' },
    SSE: { bits: 3, requires: 'Zicfiss' },
    CBIE: cacheBlockInvalidate,
    CBCFE: { bits: 6, requires: 'Zicbom' },
    CBZE: { bits: 7, requires: 'Zicboz' },
    PMM: { bits: [33, 32], requires: 'Smnpm', ...pointerMaskingMode },
    DTE: { bits: 59, requires: 'Ssdbltrp' },
    /** Where there is no Svade, nobody expects A and D to be left to software. */
    ADUE: { bits: 61, requires: 'Svadu', reset: ({ isa }) => (isa.has('Svade') ? 0n : 1n) },
    PBMTE: { bits: 62, requires: 'Svpbmt' },
    STCE: { bits: 63, requires: 'Sstc', affects: ['interrupts', 'timers'] },
  },
});

/** What a hypervisor lets its guest do. */
export const henvcfg = csr('henvcfg', {
  spec: 'priv "Hypervisor Environment Configuration Register (henvcfg)"',
  requires: ['H'],
  gate: { belowM: [one(mstateen0.ENVCFG, 'Smstateen')] },
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    LPE: { bits: 2, requires: 'Zicfilp' },
    SSE: { bits: 3, requires: 'Zicfiss', grantedBy: menvcfg.SSE },
    CBIE: cacheBlockInvalidate,
    CBCFE: { bits: 6, requires: 'Zicbom' },
    CBZE: { bits: 7, requires: 'Zicboz' },
    PMM: { bits: [33, 32], requires: 'Ssnpm', ...pointerMaskingMode },
    DTE: { bits: 59, requires: 'Ssdbltrp', grantedBy: menvcfg.DTE },
    ADUE: { bits: 61, requires: 'Svadu', grantedBy: menvcfg.ADUE },
    PBMTE: { bits: 62, requires: 'Svpbmt', grantedBy: menvcfg.PBMTE },
    STCE: { bits: 63, requires: 'Sstc', grantedBy: menvcfg.STCE, affects: ['interrupts', 'timers'] },
  },
});

/** What S-mode lets U-mode do; at V = 1, VS-mode VU-mode. */
export const senvcfg = csr('senvcfg', {
  spec: 'priv "Supervisor Environment Configuration (senvcfg) Register"',
  gate: { belowM: [one(mstateen0.ENVCFG, 'Smstateen')], V: [one(hstateen0.ENVCFG, 'Ssstateen')] },
  affects: ['translation'],
  fields: {
    FIOM: { bits: 0 },
    LPE: { bits: 2, requires: 'Zicfilp' },
    SSE: { bits: 3, requires: 'Zicfiss', grantedBy: menvcfg.SSE, grantedToGuestBy: henvcfg.SSE },
    CBIE: cacheBlockInvalidate,
    CBCFE: { bits: 6, requires: 'Zicbom' },
    CBZE: { bits: 7, requires: 'Zicboz' },
    PMM: { bits: [33, 32], requires: 'Ssnpm', ...pointerMaskingMode },
  },
});
