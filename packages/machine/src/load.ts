import type { MachineMemory } from '@hartlab/hart';
import type { CpuSettings, Isa } from '@hartlab/isa';
import { type BoardOptions, firmwareMemory, PAYLOAD_BASE, RAM_BASE, virt } from './board.ts';
import type { NamedImage } from './code-home.ts';
import { bootProperties, deviceTree, reservedMemory } from './device-tree.ts';
import { flatten } from './fdt.ts';
import { givenTree } from './given-tree.ts';
import { ImageError } from './image.ts';
import type { AddressRange, Image, ImageSymbol, Segment } from './image.ts';
import { readImage } from './read-image.ts';
import { place } from './place.ts';
import type { Occupied, Placeable } from './place.ts';
import type { Handover } from './reset-vector.ts';
import { roles, type Role } from './role.ts';
import { HAND_RAM, MEBIBYTE } from './size.ts';

/**
 * Who has M-mode: the firmware that comes with the machine, nobody, so that the payload starts there, or a firmware
 * image.
 */
export type Bios = 'built-in' | 'none' | { readonly image: Uint8Array };

/** What is to be loaded. */
export interface LoadOptions {
  readonly bios: Bios;
  /** What the board is asked to be, which the device tree tells of; the one without options if absent. */
  readonly board?: BoardOptions;
  /** A file, whose format its content tells, or an image that is read already. */
  readonly kernel?: Uint8Array | Image;
  readonly initrd?: Uint8Array;
  /** What is put into RAM besides, as by QEMU's `-device loader`. Without a kernel and a firmware file it is what runs. */
  readonly besides?: readonly NamedImage[];
  /** The device tree, as a blob, in place of the board's: command line and initrd, and what firmware keeps, are put into it. */
  readonly tree?: Uint8Array;
  /** The kernel's command line. */
  readonly append?: string;
  /** Seeds the guest's random numbers through the device tree. */
  readonly seed?: bigint;
  /**
   * Whether there is a hand: one hart more, the last, and a mebibyte of RAM behind the rest. Whoever watches a run acts
   * through it: it has no turn and takes no time, and the device tree leaves its RAM out. Its cpu node is there for
   * firmware, until `hideHand`. False if absent.
   */
  readonly hand?: boolean;
}

/** What is in RAM of something that was loaded, when the machine starts. */
export interface Content extends Pick<Segment, 'address' | 'size'> {
  /** What is there; zeros behind it, up to `size` bytes. */
  readonly bytes: Uint8Array;
}

/** What was loaded. */
export interface Loaded extends Handover {
  /** In the order in which it was loaded: a reset loads it again. */
  readonly contents: readonly Content[];
  readonly symbols: readonly ImageSymbol[];
  /** What was odd about the files, or was not loaded: a line each, which begins with the image that it is about. */
  readonly warnings: readonly string[];
}

/** The device tree lies on such a boundary, as high as it can, below this address: as QEMU places it. */
const FDT_ALIGNMENT = 2 * MEBIBYTE;
const FDT_LIMIT = 3 * 1024 * MEBIBYTE;
const LONGEST_INITRD_DISTANCE = 128 * MEBIBYTE;

/**
 * Loads firmware, kernel, initrd and device tree into RAM, each where QEMU's virt has it, and answers where to start.
 *
 * @throws ImageError when one of them is bad, does not fit, or would overwrite another.
 */
export function load(
  memory: MachineMemory,
  isa: Isa,
  options: LoadOptions & Pick<CpuSettings, 'shortIsaString'>,
): Loaded {
  const ram = { base: RAM_BASE, size: memory.ramSize - (options.hand ? HAND_RAM : 0) };
  const occupied: Occupied[] = [];
  const warnings: string[] = [];
  const contents: Content[] = [];
  const put = (what: string, image: Placeable) => {
    const placed = place(what, image, ram, occupied);
    occupied.push(...placed.occupied);
    warnings.push(...placed.warnings);
    for (const { address, bytes } of placed.segments) memory.writeBytes(address, bytes);
    for (const { address, value } of image.relocations ?? [])
      if (memory.contains(address, 8)) memory.write(address, 8, value);
    for (const { address, bytes, size } of placed.segments)
      contents.push({ address, bytes: memory.readBytes(address, bytes.length), size });
  };

  const { bios } = options;
  const firmware = typeof bios === 'object' ? readImage(bios.image, 'firmware') : undefined;
  if (firmware) put('the firmware', firmware);
  if (bios === 'built-in') occupied.push({ what: 'the built-in firmware', ...firmwareMemory });

  const kernel = readKernel(options);
  if (kernel) put('the kernel', kernel);
  const initrd = options.initrd && initrdRange(options.initrd, ram);
  if (initrd && options.initrd) put('the initrd', at(initrd.base, options.initrd));
  const { besides = [] } = options;
  for (const { what, image } of besides) put(what, image);

  const boot = { ...(options.append !== undefined && { bootargs: options.append }), ...(initrd && { initrd }) };
  const reserved = bios === 'built-in' ? reservedMemory : undefined;
  const tree = flatten(
    options.tree
      ? givenTree(options.tree, bootProperties(boot), reserved)
      : deviceTree(virt(options.board ?? {}, memory.harts), {
          harts: memory.harts,
          isa,
          ram: ram.size,
          firmware: bios === 'built-in',
          ...(options.shortIsaString !== undefined && { shortIsaString: options.shortIsaString }),
          ...(options.hand && { hand: true }),
          ...boot,
          ...(options.seed !== undefined && { seed: options.seed }),
        }),
  );
  const fdt = fdtAddress(tree, ram);
  put('the device tree', at(fdt, tree));

  const start = (firmware ?? kernel)?.entry ?? startOf(besides, kernelRole(bios));
  if (start === undefined) throw new ImageError('there is nothing to run; give a payload with -kernel');
  return {
    start,
    fdt,
    next: firmware && kernel ? kernel.entry : 0,
    contents,
    symbols: [firmware, kernel, ...besides.map(({ image }) => image)].flatMap((image) => image?.symbols ?? []),
    warnings,
  };
}

function readKernel({ bios, kernel }: LoadOptions): Image | undefined {
  if (!(kernel instanceof Uint8Array)) return kernel;
  return readImage(kernel, kernelRole(bios));
}

/** What a kernel is above this firmware, or without any. */
export const kernelRole = (bios: Bios): Role => (bios === 'none' ? 'M-mode' : 'S-mode');

/** Where a kernel of this role would start, if there is something of these. */
function startOf(images: readonly NamedImage[], role: Role): number | undefined {
  const { base } = roles[role];
  const isThere = ({ address, size }: Segment) => address <= base && base < address + size;
  return images.some(({ image }) => image.segments.some(isThere)) ? base : undefined;
}

const at = (address: number, bytes: Uint8Array) => ({ segments: [{ address, bytes, size: bytes.length }] });

/** Half of RAM behind the kernel, but not more than 128 MiB: room for a kernel that unpacks itself. */
const initrdRange = (initrd: Uint8Array, ram: AddressRange): AddressRange => ({
  base: PAYLOAD_BASE + Math.min(ram.size / 2, LONGEST_INITRD_DISTANCE),
  size: initrd.length,
});

function fdtAddress(tree: Uint8Array, ram: AddressRange): number {
  const highest = Math.min(ram.base + ram.size, FDT_LIMIT) - tree.length;
  return highest - (highest % FDT_ALIGNMENT);
}
