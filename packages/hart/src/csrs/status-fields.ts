import { csrAddresses } from '@hartlab/isa';
import type { Field, FieldDeclaration, RegisterDeclaration } from '../csr/csr.ts';

/**
 * The fields that mstatus, sstatus and vsstatus have in common (priv "Supervisor Status (sstatus) Register"). Memory is
 * little-endian. Without floating-point registers FS is read-only Off, and VS and XS are always
 * (priv "Extension Context Status in mstatus Register").
 */
export const supervisorStatus = (doubleTrapEnable: Field) =>
  ({
    SIE: { bits: 1, affects: ['interrupts'] },
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

const FS = 3 << 13;
/** In the high half. */
const SD = 1 << 31;

/** SD tells whether FS, the only status field that is not always Off, is Dirty (ibid.). */
export const summarized = (name: 'mstatus' | 'vsstatus'): Pick<RegisterDeclaration<unknown>, 'reads' | 'computed'> => ({
  reads: (held, half, hart) => (half === 1 && (hart.half(csrAddresses[name], 0) & FS) === FS ? held | SD : held),
  computed: ['SD'],
});
