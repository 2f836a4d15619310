import type { Field, Gate, HartView } from '../csr/csr.ts';
import { csr, one } from '../csr/csr-declaration.ts';

const first = 'priv "State Enable 0 Registers"';
const section = 'priv "State Enable Extensions"';

/** Whether the hart has an IMSIC: an interrupt file for M-mode, one for S-mode, and perhaps some for guests. */
export const hasImsic = ({ guestFiles }: HartView): boolean => guestFiles !== undefined;

/**
 * The bits of mstateen0 and hstateen0. Those for state that no extension here brings, custom state among it, are
 * read-only zero, and so are all of sstateen0 to sstateen3: nothing that U-mode can reach is enabled there.
 */
const CONTEXT = { bits: 57, requires: 'Sdtrig' } as const;
/** Only with an IMSIC (aia "Access control by the state-enable CSRs"). */
const IMSIC = { bits: 58, requires: 'Ssaia', readOnly: (hart: HartView) => !hasImsic(hart) } as const;
const AIA = { bits: 59, requires: 'Ssaia' } as const;
const CSRIND = { bits: 60, requires: 'Ssaia' } as const;
const ENVCFG = { bits: 62 } as const;
/** Access to the registers of the same number that are less privileged; every register of the two upper rows has it. */
const SE = { bits: 63 } as const;

/** Which state of extensions the modes below M may reach. */
export const mstateen0 = csr('mstateen0', {
  spec: first,
  requires: ['Smstateen'],
  fields: { CONTEXT, IMSIC, AIA, CSRIND, ENVCFG, SE0: SE },
});

/** Which state of extensions a guest may reach; bits that mstateen0 has clear are read-only zero. */
export const hstateen0 = csr('hstateen0', {
  spec: first,
  requires: ['Ssstateen', 'H'],
  gate: { belowM: [one(mstateen0.SE0, 'Smstateen')] },
  fields: {
    CONTEXT: { ...CONTEXT, grantedBy: mstateen0.CONTEXT },
    IMSIC: { ...IMSIC, grantedBy: mstateen0.IMSIC },
    AIA: { ...AIA, grantedBy: mstateen0.AIA },
    CSRIND: { ...CSRIND, grantedBy: mstateen0.CSRIND },
    ENVCFG: { ...ENVCFG, grantedBy: mstateen0.ENVCFG },
    SE0: { ...SE, grantedBy: mstateen0.SE0 },
  },
});

const supervisor = <N extends 0 | 1 | 2 | 3>(n: N, spec: string, machineSE: Field, hypervisorSE: Field) =>
  csr(`sstateen${n}`, {
    spec,
    requires: ['Ssstateen'],
    gate: { belowM: [one(machineSE, 'Smstateen')], V: [one(hypervisorSE)] },
    fields: {},
  });

/** mstateen, hstateen and sstateen of a number other than 0. */
function others(n: 1 | 2 | 3) {
  const mstateen = csr(`mstateen${n}`, { spec: section, requires: ['Smstateen'], fields: { SE } });
  const hstateen = csr(`hstateen${n}`, {
    spec: section,
    requires: ['Ssstateen', 'H'],
    gate: { belowM: [one(mstateen.SE, 'Smstateen')] },
    fields: { SE: { ...SE, grantedBy: mstateen.SE } },
  });
  return { mstateen, hstateen, sstateen: supervisor(n, section, mstateen.SE, hstateen.SE) };
}
const [state1, state2, state3] = [others(1), others(2), others(3)] as const;

/** mstateen1 to mstateen3, in order. */
export const mstateens = [state1.mstateen, state2.mstateen, state3.mstateen] as const;
/** hstateen1 to hstateen3, in order. */
export const hstateens = [state1.hstateen, state2.hstateen, state3.hstateen] as const;
export const sstateen0 = supervisor(0, first, mstateen0.SE0, hstateen0.SE0);
/** sstateen1 to sstateen3, in order. */
export const sstateens = [state1.sstateen, state2.sstateen, state3.sstateen] as const;

/**
 * The gate of state that this bit of mstateen0 enables below M-mode, and the bit of hstateen0 in a guest. That of the IMSIC
 * has no effect where there is none.
 */
export const enabledBy = (name: 'CONTEXT' | 'IMSIC' | 'AIA' | 'CSRIND'): Gate => {
  const where = name === 'IMSIC' ? hasImsic : undefined;
  return {
    belowM: [one(mstateen0[name], 'Smstateen', where)],
    V: [one(hstateen0[name], 'Ssstateen', where)],
  };
};
