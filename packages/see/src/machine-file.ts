import { mie, miselect, mireg, mtopei, type Hart } from '@hartlab/hart';
import type { Platform } from './platform.ts';

/** The identity in M-mode's interrupt file by which harts interrupt each other; the firmware has no other. */
export const ipiIdentity = 1;

/** What miselect selects (aia "CSRs for external interrupts via an IMSIC"). */
const file = { eidelivery: 0x70n, eithreshold: 0x72n, eie0: 0xc0n } as const;

/** Lets M-mode's interrupt file pass on IPIs, and nothing else, if they come as messages. */
export function openMachineFile(hart: Hart, { hasMessageIpis }: Platform): void {
  if (!hasMessageIpis) return;
  const put = (register: bigint, value: bigint) => {
    hart.write(miselect, register);
    hart.write(mireg, value);
  };
  put(file.eithreshold, 0n);
  put(file.eie0, 1n << BigInt(ipiIdentity));
  put(file.eidelivery, 1n);
}

/** Claims what M-mode's interrupt file reports first: the IPI, of which there is one at most. */
export const claimIpi = (hart: Hart): void => hart.write(mtopei, 0n);

/** The interrupt of M-mode by which harts interrupt each other. */
export const ipiEnable = ({ hasMessageIpis }: Platform): bigint => (hasMessageIpis ? mie.MEIE : mie.MSIE).mask;
