import { csr, type Register } from '../csr.ts';
import { hpmNumbers } from './counter-enable.ts';
import { whole } from './trap-fields.ts';

const spec = 'priv "Hardware Performance Monitor"';

/** One per instruction that retires: each takes one cycle. The hart counts it in the cell. */
export const mcycle = csr('mcycle', { spec, fields: whole });

/** One per instruction that retires; the hart counts it in the cell. */
export const minstret = csr('minstret', { spec, fields: whole });

/** mhpmcounter3 to mhpmcounter31, in order: read-only zero, as no event is counted. */
export const mhpmcounters: readonly Register[] = hpmNumbers.map((n) =>
  csr(`mhpmcounter${n}` as 'mhpmcounter3', { spec, fields: {} }),
);

/** mhpmevent3 to mhpmevent31, in order: read-only zero, no event. */
export const mhpmevents: readonly Register[] = hpmNumbers.map((n) =>
  csr(`mhpmevent${n}` as 'mhpmevent3', { spec, fields: {} }),
);
