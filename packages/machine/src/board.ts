import { type HartOptions, mostGuestFiles } from '@hartlab/hart';
import { type Isa, parseIsa } from '@hartlab/isa';
import { firmwareSize } from '@hartlab/see';
import { aplicDomains } from './devices/aplic-domains.ts';
import { clint } from './devices/clint.ts';
import type { DeviceRow } from './devices/device-row.ts';
import { errorBanks } from './devices/error-banks.ts';
import { goldfishRtc } from './devices/goldfish-rtc.ts';
import { imsics } from './devices/imsic.ts';
import { mtimer, MTIMER_IN_CLINT } from './devices/mtimer.ts';
import { ns16550a } from './devices/ns16550a.ts';
import { plic } from './devices/plic.ts';
import { rom } from './devices/rom.ts';
import { mswi, sswi } from './devices/software-interrupts.ts';
import { testFinisher } from './devices/test-finisher.ts';
import type { AddressRange } from './image.ts';
import { virtioSlots } from './virtio/virtio-slots.ts';

/** The devices of a board, by the name of their file, under which a snapshot has their state. */
export type Board = Readonly<Record<string, DeviceRow>>;

/** The interrupt controllers that a board may have, in QEMU's words: PLIC, APLIC, or APLIC and IMSIC. */
export const aiaKinds = ['none', 'aplic', 'aplic-imsic'] as const;
export type AiaKind = (typeof aiaKinds)[number];
/** Guest interrupt files that a hart may have: what QEMU's virt has room for. */
export const MAXIMUM_AIA_GUESTS: number = mostGuestFiles;

/** What a board is asked to be, in the words of QEMU's `-machine virt`. */
export interface BoardOptions {
  /** The interrupt controller; `none`, which is a PLIC, if absent. */
  readonly aia?: AiaKind;
  /** Guest interrupt files of each hart, 0 to 7, if there is an IMSIC; 0 if absent. */
  readonly aiaGuests?: number;
  /** Whether ACLINT's devices are there in place of the CLINT; false if absent. */
  readonly aclint?: boolean;
}

/** What every board has. */
const common = {
  ...virtioSlots,
  'test-finisher': testFinisher,
  ns16550a,
  'goldfish-rtc': goldfishRtc,
  'error-banks': errorBanks,
} as const;

/**
 * The board without options: the memory map of QEMU's virt, as far as there are its devices here (QEMU, hw/riscv/virt.c), and
 * ours. Boards have their devices in the order in which QEMU describes them in its device tree.
 */
export const board = { rom, clint, plic, ...common } as const satisfies Board;

/** The name of one of its devices. */
export type DeviceName = keyof typeof board;

/**
 * The memory map of QEMU's virt with these options, as far as there are its devices here, and ours.
 *
 * @param harts all that there are, with the hand
 * @throws RangeError when there is no such board
 */
export const virt = ({ aia = 'none', aiaGuests = 0, aclint = false }: BoardOptions, harts: number): Board => {
  const controllers = {
    none: { plic },
    aplic: aplicDomains(false),
    'aplic-imsic': { ...imsics(harts, aiaGuests), ...aplicDomains(true) },
  } as const satisfies Record<AiaKind, Board>;
  return { rom, ...(aclint ? aclintOf(aia === 'aplic-imsic') : { clint }), ...controllers[aia], ...common };
};

/** ACLINT's devices in place of the CLINT; an IMSIC takes the place of the first and of the last. */
const aclintOf = (hasImsic: boolean): Board =>
  hasImsic ? { mtimer: mtimer(CLINT, 0x8000) } : { mswi, mtimer: mtimer(CLINT + MTIMER_IN_CLINT, 0xc000), sswi };
const CLINT = clint.base;

/** The IMSIC that each hart of such a board has. */
export const imsicOf = ({ aia, aiaGuests = 0 }: BoardOptions): HartOptions['imsic'] =>
  aia === 'aplic-imsic' ? { guestFiles: aiaGuests } : undefined;

/** What each hart of such a board has: with an IMSIC, Smaia, whatever it is asked to have, as on QEMU. */
export const isaOn = (board: BoardOptions, isa: Isa): Isa => (imsicOf(board) ? isa.made(withInterrupts) : isa);

const withInterrupts = ({ name }: Isa): Isa => parseIsa(`${name}_smaia`);

/** The options of a board in words, which begin with a comma: nothing for one without any. */
export const boardInWords = ({ aia = 'none', aiaGuests = 0, aclint = false }: BoardOptions): string =>
  [
    ...(aia === 'none' ? [] : [`, ${aia}`]),
    ...(aiaGuests === 0 ? [] : [`, ${aiaGuests} guest interrupt files`]),
    ...(aclint ? [', ACLINT'] : []),
  ].join('');

/** The names of the devices that a board may have. */
export const deviceNames: ReadonlySet<string> = new Set(
  [board, aclintOf(false), aplicDomains(false), imsics(0, 0)].flatMap((rows) => Object.keys(rows)),
);

/** The physical address at which RAM begins, as on QEMU's `virt`. */
export const RAM_BASE = 0x8000_0000;
/** Where a supervisor starts. */
export const PAYLOAD_BASE = 0x8020_0000;
/** What the built-in firmware denies to S-mode and U-mode. */
export const firmwareMemory: AddressRange = { base: RAM_BASE, size: firmwareSize };
