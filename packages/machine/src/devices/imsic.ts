import { type FileNumber, highestIdentity } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import type { Device, Receive } from './device.ts';
import type { DeviceRow } from './device-row.ts';

/*
 * Source: aia "Memory region for an interrupt file" and "Arrangement of the memory regions of multiple interrupt files".
 * What is in an interrupt file is a part of the hart.
 */
const PAGE = 0x1000;
const SETEIPNUM_LE = 0;

/** Where the pages of hart 0 are, of M-mode and of S-mode (QEMU, hw/riscv/virt.c). */
export const IMSIC_BASE = { M: 0x2400_0000, S: 0x2800_0000 } as const;

/** The binary digits of the number of an interrupt file among those of S-mode and guests. */
const indexBits = (guestFiles: number): number => Math.ceil(Math.log2(1 + guestFiles));

/** Bytes from the pages of a hart to those of the next, by the guest interrupt files that are among them. */
export const imsicStride = (guestFiles: number): number => PAGE << indexBits(guestFiles);

/** The pages of the interrupt files that all harts have for M-mode, or for S-mode and guests. It holds nothing itself. */
export class Imsic implements Device<'nothing'> {
  readonly takesMessages = true;
  readonly #harts: readonly Receive[];
  readonly #files: readonly FileNumber[];
  readonly #stride: number;

  /**
   * @param harts where each hart takes messages
   * @param files the interrupt file of each page that a hart has
   * @param stride bytes from the pages of a hart to those of the next; an access behind the last page is an access fault
   */
  constructor(harts: readonly Receive[], files: readonly FileNumber[], stride: number) {
    this.#harts = harts;
    this.#files = files;
    this.#stride = stride;
  }

  read(offset: number, width: Width): bigint | undefined {
    return this.#fileAt(offset, width) === undefined ? undefined : 0n;
  }

  /** Harts are little-endian, and so is the one register that takes messages. */
  write(offset: number, width: Width, value: bigint): boolean {
    const file = this.#fileAt(offset, width);
    if (file === undefined) return false;
    if (offset % PAGE === SETEIPNUM_LE) this.#harts[Math.floor(offset / this.#stride)]?.(file, Number(value));
    return true;
  }

  save(): 'nothing' {
    return 'nothing';
  }

  restore(): void {}

  #fileAt(offset: number, width: Width): FileNumber | undefined {
    if (width !== 4 || offset % 4 !== 0) return undefined;
    return this.#files[Math.floor((offset % this.#stride) / PAGE)];
  }
}

/** The row of the interrupt files of one level, of all harts, as QEMU's virt has them. */
function imsic(level: 'M' | 'S', harts: number, guestFiles: number): DeviceRow<Imsic, 'MEIP' | 'SEIP'> {
  const stride = imsicStride(guestFiles);
  const bits = indexBits(guestFiles);
  const files = level === 'M' ? (['M'] as const) : Array.from({ length: 1 + guestFiles }, (_, number) => number);
  return {
    base: IMSIC_BASE[level],
    size: harts * stride,
    drives: level === 'M' ? ['MEIP'] : ['SEIP'],
    ...(level === 'M' && { machineMode: true }),
    node: {
      name: 'interrupt-controller',
      phandle: true,
      ...(level === 'M' && { disabledByFirmware: true }),
      properties: {
        ...(bits > 0 && { 'riscv,guest-index-bits': bits }),
        'riscv,num-ids': highestIdentity,
        'msi-controller': true,
        'interrupt-controller': true,
        '#interrupt-cells': 0,
        '#address-cells': 0,
        compatible: ['qemu,imsics', 'riscv,imsics'],
      },
    },
    make: ({ messages }) => new Imsic(messages, files, stride),
  };
}

/** The rows of the IMSICs of so many harts, each with so many guest interrupt files. */
export const imsics = (
  harts: number,
  guestFiles: number,
): Readonly<Record<'imsic-m' | 'imsic-s', DeviceRow<Imsic>>> => ({
  'imsic-m': imsic('M', harts, 0),
  'imsic-s': imsic('S', harts, guestFiles),
});
