import type { Field, FieldDeclaration } from '../csr.ts';

/**
 * The fields that mstatus, sstatus and vsstatus have in common (priv "Supervisor Status (sstatus) Register"). Memory is
 * little-endian. Without floating-point and vector registers FS, VS and XS are read-only Off, and SD, which summarizes
 * them, is zero (priv "Extension Context Status in mstatus Register").
 */
export const supervisorStatus = (doubleTrapEnable: Field) =>
  ({
    SIE: { bits: 1 },
    SPIE: { bits: 5 },
    UBE: { bits: 6, fixed: 0n },
    SPP: { bits: 8 },
    VS: { bits: [10, 9], fixed: 0n },
    FS: { bits: [14, 13], fixed: 0n },
    XS: { bits: [16, 15], fixed: 0n },
    SUM: { bits: 18 },
    MXR: { bits: 19 },
    SPELP: { bits: 23, requires: 'Zicfilp' },
    SDT: { bits: 24, requires: 'Ssdbltrp', grantedBy: doubleTrapEnable },
    UXL: { bits: [33, 32], fixed: 2n },
    SD: { bits: 63, fixed: 0n },
  }) as const satisfies Record<string, FieldDeclaration>;
