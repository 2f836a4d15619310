import type { Field, FieldDeclaration } from '../csr.ts';

/**
 * The fields that mstatus, sstatus and vsstatus have in common (priv "Supervisor Status (sstatus) Register"). Memory is
 * little-endian. Without floating-point registers FS is read-only Off, and VS and XS are always
 * (priv "Extension Context Status in mstatus Register").
 */
export const supervisorStatus = (doubleTrapEnable: Field) =>
  ({
    SIE: { bits: 1 },
    SPIE: { bits: 5 },
    UBE: { bits: 6, fixed: 0n },
    SPP: { bits: 8 },
    VS: { bits: [10, 9], fixed: 0n },
    FS: { bits: [14, 13], requires: 'F' },
    XS: { bits: [16, 15], fixed: 0n },
    SUM: { bits: 18 },
    MXR: { bits: 19 },
    SPELP: { bits: 23, requires: 'Zicfilp' },
    SDT: { bits: 24, requires: 'Ssdbltrp', grantedBy: doubleTrapEnable },
    UXL: { bits: [33, 32], fixed: 2n },
    /** Not held: see `summarized`. */
    SD: { bits: 63, readOnly: true },
  }) as const satisfies Record<string, FieldDeclaration>;

const FS = 3n << 13n;
const SD = 1n << 63n;

/** The register as it is read: SD tells whether FS, the only status field that is not always Off, is Dirty (ibid.). */
export const summarized = (cell: bigint): bigint => ((cell & FS) === FS ? cell | SD : cell);
