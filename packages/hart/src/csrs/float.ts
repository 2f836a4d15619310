import { csr, view } from '../csr/csr-declaration.ts';

const spec = 'unpriv "Floating-Point Control and Status Register"';
const requires = ['F'] as const;

/** Floating-point control and status: the dynamic rounding mode above the accrued exception flags. */
export const fcsr = csr('fcsr', {
  spec,
  requires,
  partOf: 'FS',
  fields: {
    NX: { bits: 0 },
    UF: { bits: 1 },
    OF: { bits: 2 },
    DZ: { bits: 3 },
    NV: { bits: 4 },
    /** Every value is held; an instruction that would round with a reserved one is illegal. */
    frm: { bits: [7, 5] },
  },
});

/** The accrued exception flags of fcsr. */
export const fflags = view('fflags', {
  spec,
  requires,
  partOf: 'FS',
  of: fcsr,
  fields: { NX: fcsr.NX, UF: fcsr.UF, OF: fcsr.OF, DZ: fcsr.DZ, NV: fcsr.NV },
});

/** The dynamic rounding mode of fcsr, in the low three bits. */
export const frm = view('frm', { spec, requires, partOf: 'FS', of: fcsr, shift: 5, fields: { frm: fcsr.frm } });
