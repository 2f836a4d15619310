import { PAYLOAD_BASE, RAM_BASE } from './board.ts';

/** What an image is to the machine. */
export type Role = 'firmware' | 'M-mode' | 'S-mode';

/** How QEMU's virt treats an image in its role. */
interface Place {
  /** Where it goes when it does not say so itself. */
  readonly base: number;
  /** Where QEMU jumps to: the entry of the file, the lowest address that it fills, or always `base`. */
  readonly start: 'entry' | 'lowest' | 'base';
}

/** Source: QEMU, hw/riscv/boot.c and hw/riscv/virt.c, and what QEMU 7.2 and 11.1 did with files made for the purpose. */
export const roles: Readonly<Record<Role, Place>> = {
  firmware: { base: RAM_BASE, start: 'entry' },
  'M-mode': { base: RAM_BASE, start: 'base' },
  'S-mode': { base: PAYLOAD_BASE, start: 'lowest' },
};
