import type { HartView } from '../csr/csr.ts';
import { csr } from '../csr/csr-declaration.ts';
import { readHalf } from '../csr/csr-value.ts';
import { hstatus } from './hypervisor-status.ts';
import { deliveredIdentity, guestFiles, mostGuestFiles } from './interrupt-files.ts';

const spec = 'priv "Hypervisor Guest External Interrupt Registers (hgeip and hgeie)"';
const requires = ['H'] as const;
const bits = [mostGuestFiles, 1] as const;

/** Bits 31:0 of those of the guest interrupt files that the hart has, whether anything is in them or not. */
const existing = ({ guestFiles = 0 }: HartView): number => (2 << guestFiles) - 2;

/** The guest interrupt files that interrupt the hart. */
function delivering(hart: HartView): number {
  let files = 0;
  for (let number = 1; number <= (hart.guestFiles ?? 0); number++)
    if (deliveredIdentity(guestFiles[number - 1]!, hart) !== 0) files |= 1 << number;
  return files;
}

/** Each guest interrupt file's signal to the hart. */
export const hgeip = csr('hgeip', {
  spec,
  requires,
  fields: { interrupts: { bits, readOnly: true } },
  reads: (_held, half, hart) => (half === 0 ? delivering(hart) : 0),
});

/** Which of them interrupt HS-mode. GEILEN is how many guest interrupt files the hart has. */
export const hgeie = csr('hgeie', {
  spec,
  requires,
  affects: ['interrupts'],
  fields: {
    interrupts: {
      bits,
      readOnly: (hart) => existing(hart) === 0,
      legal: (wanted, _old, hart) => wanted & (existing(hart) >>> 1),
    },
  },
});

/** Whether the guest interrupt file that hstatus.VGEIN selects interrupts the guest. */
export const isGuestInterrupted = (hart: HartView): boolean =>
  ((readHalf(hgeip, 0, hart) >>> hart.get(hstatus.VGEIN)) & 1) === 1;

/** Whether a guest external interrupt that hgeie enables is pending. */
export const isHypervisorInterrupted = (hart: HartView): boolean =>
  (readHalf(hgeip, 0, hart) & hart.half(hgeie.address, 0)) !== 0;
