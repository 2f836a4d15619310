import type { Extension } from '@hartlab/isa';
import type { FieldDeclaration } from '../csr/csr.ts';
import { csr } from '../csr/csr-declaration.ts';
import { hpmNumbers } from './counter-enable.ts';
import { countedEvents } from './counted-events.ts';
import { whole } from './trap-fields.ts';

const spec = 'priv "Hardware Performance Monitor"';

/** One per instruction that retires: each takes one cycle. The hart counts it in the cell. */
export const mcycle = csr('mcycle', { spec, fields: whole });

/** One per instruction that retires; the hart counts it in the cell. */
export const minstret = csr('minstret', { spec, fields: whole });

/**
 * The numbers of the counters that can be programmed: mhpmcounter3 to mhpmcounter18, as many as QEMU's virt machine has; the
 * others are read-only zero.
 */
export const programmableCounters: readonly number[] = hpmNumbers.filter((n) => n <= 18);
const programmable = <F extends FieldDeclaration>(n: number, field: F) =>
  programmableCounters.includes(n) ? field : { bits: field.bits, fixed: 0 };

/** mhpmcounter3 to mhpmcounter31, in order. The hart counts in the cells. */
export const mhpmcounters = hpmNumbers.map((n) =>
  csr(`mhpmcounter${n}` as 'mhpmcounter3', {
    spec,
    fields: { value: programmable(n, { bits: [63, 0], requires: 'Zihpm' }) },
  }),
);

/** Each bit stops counting in one mode. */
const privilegeFilter = (extension: Extension) =>
  ({
    VUINH: { bits: 58, requires: [extension, 'H'] },
    VSINH: { bits: 59, requires: [extension, 'H'] },
    UINH: { bits: 60, requires: extension },
    SINH: { bits: 61, requires: extension },
    MINH: { bits: 62, requires: extension },
  }) as const;

const filtering = 'priv "Machine Counter Configuration (`mcyclecfg`, `minstretcfg`) Registers"';
/** The modes in which mcycle does not count. */
export const mcyclecfg = csr('mcyclecfg', {
  spec: filtering,
  requires: ['Smcntrpmf'],
  affects: ['counters'],
  fields: privilegeFilter('Smcntrpmf'),
});
/** The modes in which minstret does not count. */
export const minstretcfg = csr('minstretcfg', {
  spec: filtering,
  requires: ['Smcntrpmf'],
  affects: ['counters'],
  fields: privilegeFilter('Smcntrpmf'),
});

const selectors = [0, ...Object.values(countedEvents)];

/**
 * mhpmevent3 to mhpmevent31, in order: what the counter of the same number counts and in which modes, and whether it has
 * overflowed. A selector without an event becomes 0, no event.
 */
export const mhpmevents = hpmNumbers.map((n) => {
  const { VUINH, VSINH, UINH, SINH, MINH } = privilegeFilter('Sscofpmf');
  return csr(`mhpmevent${n}` as 'mhpmevent3', {
    spec: 'priv "Count Overflow Control"',
    affects: ['counters'],
    fields: {
      selector: programmable(n, { bits: [55, 0], requires: 'Zihpm', oneOf: selectors, otherwise: 0 }),
      VUINH: programmable(n, VUINH),
      VSINH: programmable(n, VSINH),
      UINH: programmable(n, UINH),
      SINH: programmable(n, SINH),
      MINH: programmable(n, MINH),
      OF: programmable(n, { bits: 63, requires: 'Sscofpmf' }),
    },
  });
});
