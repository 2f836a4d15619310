import { type Field, type FieldDeclaration, type RegisterDeclaration, withValue } from '../csr/csr.ts';
import { held } from '../csr/csr-value.ts';

/**
 * The fields that mstatus, sstatus and vsstatus have in common (priv "Supervisor Status (sstatus) Register"). Memory is
 * little-endian. Without floating-point registers FS is read-only Off, and VS and XS are always
 * (priv "Extension Context Status in mstatus Register").
 */
export const supervisorStatus = (doubleTrapEnable: Field) =>
  ({
    SIE: { bits: 1, affects: ['interrupt-enables'] },
    SPIE: { bits: 5 },
    UBE: { bits: 6, fixed: 0 },
    SPP: { bits: 8 },
    VS: { bits: [10, 9], fixed: 0 },
    FS: { bits: [14, 13], requires: 'F' },
    XS: { bits: [16, 15], fixed: 0 },
    SUM: { bits: 18, affects: ['translation'] },
    MXR: { bits: 19, affects: ['translation'] },
    SPELP: { bits: 23, requires: 'Zicfilp' },
    SDT: { bits: 24, requires: 'Ssdbltrp', grantedBy: doubleTrapEnable },
    UXL: { bits: [33, 32], fixed: 2 },
    /** Not held: see `summarized`. */
    SD: { bits: 63, readOnly: true },
  }) as const satisfies Record<string, FieldDeclaration>;

/** What FS, VS and XS say of their state (priv "Extension Context Status in mstatus Register"). */
export const contextStatus = { off: 0, dirty: 3 } as const;

/** The fields of a status register that tell of its others. */
export interface StatusFields {
  readonly FS: Field;
  readonly SD: Field;
}

/** SD tells whether FS, the only status field that is not always Off, is Dirty (ibid.). */
export const summarized = (status: () => StatusFields): Pick<RegisterDeclaration<unknown>, 'reads' | 'computed'> => ({
  reads(value, half, hart) {
    const { FS, SD } = status();
    return half === SD.half && held(FS, hart) === contextStatus.dirty ? withValue(SD, 1, value) : value;
  },
  computed: ['SD'],
});
