import { csr } from '../csr.ts';
import { menvcfg } from './environment-configuration.ts';
import { summarized, supervisorStatus } from './status-fields.ts';

export const mstatus = csr('mstatus', {
  spec: 'priv "Machine Status (mstatus and mstatush) Registers"',
  affects: ['translation', 'interrupts'],
  reads: summarized,
  fields: {
    ...supervisorStatus(menvcfg.DTE),
    MIE: { bits: 3 },
    MPIE: { bits: 7 },
    /** 2 is no privilege mode. As on Spike it becomes U. */
    MPP: { bits: [12, 11], oneOf: [0n, 1n, 3n], otherwise: 0n },
    MPRV: { bits: 17 },
    TVM: { bits: 20 },
    TW: { bits: 21 },
    TSR: { bits: 22 },
    SXL: { bits: [35, 34], fixed: 2n },
    SBE: { bits: 36, fixed: 0n },
    MBE: { bits: 37, fixed: 0n },
    GVA: { bits: 38, requires: 'H' },
    MPV: { bits: 39, requires: 'H' },
    MPELP: { bits: 41, requires: 'Zicfilp' },
    MDT: { bits: 42, requires: 'Smdbltrp', reset: () => 1n },
  },
  /** priv "Double Trap Control in mstatus Register", and the same for `sstatus`. */
  joint(value, seen): bigint {
    const withoutMIE = seen & mstatus.MDT.mask ? value & ~mstatus.MIE.mask : value;
    return seen & mstatus.SDT.mask ? withoutMIE & ~mstatus.SIE.mask : withoutMIE;
  },
});
