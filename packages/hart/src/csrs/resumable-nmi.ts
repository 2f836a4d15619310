import { csr } from '../csr/csr-declaration.ts';
import { cause, exceptionProgramCounter, whole } from './trap-fields.ts';

const spec = 'priv "RNMI CSRs"';
const requires = ['Smrnmi'] as const;

export const mnscratch = csr('mnscratch', { spec, requires, fields: whole });
/** The address at which the latest resumable NMI interrupted the hart, and to which mnret goes. */
export const mnepc = csr('mnepc', { spec, requires, fields: exceptionProgramCounter });
/** The cause of the latest resumable NMI. */
export const mncause = csr('mncause', { spec, requires, fields: cause });

/** NMIE is 0 at reset. Software can set it and never clear it; only an RNMI clears it. */
export const mnstatus = csr('mnstatus', {
  spec,
  requires,
  fields: {
    NMIE: { bits: 3, legal: (wanted, old) => wanted | old, affects: ['translation', 'interrupts'] },
    MNPV: { bits: 7, requires: 'H' },
    MNPELP: { bits: 9, requires: 'Zicfilp' },
    /** 2 is no privilege mode; it becomes U, as in mstatus.MPP. */
    MNPP: { bits: [12, 11], oneOf: [0, 1, 3], otherwise: 0 },
  },
});
