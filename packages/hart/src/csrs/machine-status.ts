import { csr } from '../csr/csr-declaration.ts';
import { menvcfg } from './environment-configuration.ts';
import { type StatusFields, summarized, supervisorStatus } from './status-fields.ts';

/** What M-mode holds of the state of the hart: enables, what the latest traps interrupted, how memory is accessed. */
export const mstatus = csr('mstatus', {
  spec: 'priv "Machine Status (mstatus and mstatush) Registers"',
  ...summarized((): StatusFields => mstatus),
  fields: {
    ...supervisorStatus(menvcfg.DTE),
    MIE: { bits: 3, affects: ['interrupt-enables'] },
    MPIE: { bits: 7 },
    /** 2 is no privilege mode. As on Spike it becomes U. */
    MPP: { bits: [12, 11], oneOf: [0, 1, 3], otherwise: 0, affects: ['modified-privilege'] },
    MPRV: { bits: 17, affects: ['translation'] },
    TVM: { bits: 20 },
    TW: { bits: 21 },
    TSR: { bits: 22 },
    SXL: { bits: [35, 34], fixed: 2 },
    SBE: { bits: 36, fixed: 0 },
    MBE: { bits: 37, fixed: 0 },
    GVA: { bits: 38, requires: 'H' },
    MPV: { bits: 39, requires: 'H', affects: ['modified-privilege'] },
    MPELP: { bits: 41, requires: 'Zicfilp' },
    MDT: { bits: 42, requires: 'Smdbltrp', reset: () => 1n },
  },
  /** priv "Double Trap Control in mstatus Register", and the same for `sstatus`. */
  joint(low, seenLow, seenHigh): number {
    const withoutMIE = seenHigh & mstatus.MDT.masks[1] ? low & ~mstatus.MIE.masks[0] : low;
    return seenLow & mstatus.SDT.masks[0] ? withoutMIE & ~mstatus.SIE.masks[0] : withoutMIE;
  },
});
