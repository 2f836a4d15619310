import { csr } from '../csr/csr-declaration.ts';
import { pointerMaskingMode } from './environment-configuration.ts';

/**
 * What a hypervisor holds of the guest whose trap it took, and of how it runs guests. Translation does not have to look
 * again when it changes: of accesses for a guest, which are all that SPVP and HUPMM are about, nothing is remembered.
 */
export const hstatus = csr('hstatus', {
  spec: 'priv "Hypervisor Status (hstatus) Register"',
  requires: ['H'],
  fields: {
    VSBE: { bits: 5, fixed: 0 },
    GVA: { bits: 6 },
    SPV: { bits: 7 },
    SPVP: { bits: 8 },
    HU: { bits: 9 },
    /** The guest's interrupt file; one that the hart does not have is not selected. */
    VGEIN: {
      bits: [17, 12],
      legal: (wanted, old, { guestFiles = 0 }) => (wanted <= guestFiles ? wanted : old),
      affects: ['interrupts'],
    },
    VTVM: { bits: 20 },
    VTW: { bits: 21 },
    VTSR: { bits: 22 },
    VSXL: { bits: [33, 32], fixed: 2 },
    HUPMM: { bits: [49, 48], requires: 'Ssnpm', ...pointerMaskingMode },
  },
});
