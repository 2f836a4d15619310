import { csr } from '../csr/csr-declaration.ts';

/** Each bit follows from the ISA string and cannot be written. S-mode and U-mode are always there. */
export const misa = csr('misa', {
  spec: 'priv "Machine ISA (misa) Register"',
  fields: {
    A: { bits: 0, requires: 'A', fixed: 1 },
    B: { bits: 1, requires: 'B', fixed: 1 },
    C: { bits: 2, requires: 'C', fixed: 1 },
    D: { bits: 3, requires: 'D', fixed: 1 },
    F: { bits: 5, requires: 'F', fixed: 1 },
    H: { bits: 7, requires: 'H', fixed: 1 },
    I: { bits: 8, fixed: 1 },
    M: { bits: 12, requires: 'M', fixed: 1 },
    S: { bits: 18, fixed: 1 },
    U: { bits: 20, fixed: 1 },
    MXL: { bits: [63, 62], fixed: 2 },
  },
});

/** 0: not a commercial implementation. */
export const mvendorid = csr('mvendorid', {
  spec: 'priv "Machine Vendor ID (mvendorid) Register"',
  fields: { value: { bits: [31, 0], fixed: 0 } },
});

/** 0: no architecture ID was allocated. */
export const marchid = csr('marchid', {
  spec: 'priv "Machine Architecture ID (marchid) Register"',
  fields: { value: { bits: [63, 0], fixed: 0 } },
});

/** The version of the implementation. */
export const mimpid = csr('mimpid', {
  spec: 'priv "Machine Implementation ID (mimpid) Register"',
  fields: { value: { bits: [63, 0], fixed: 0 } },
});

export const mhartid = csr('mhartid', {
  spec: 'priv "Hart ID (mhartid) Register"',
  fields: { value: { bits: [63, 0], readOnly: true, reset: (hart) => hart.hartid } },
});

/** 0: there is no configuration data structure. */
export const mconfigptr = csr('mconfigptr', {
  spec: 'priv "Machine Configuration Pointer (mconfigptr) Register"',
  fields: { value: { bits: [63, 0], fixed: 0 } },
});
