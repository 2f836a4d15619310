import type { Width } from '@hartlab/isa';
import { board, type AddressRange, type DeviceName } from '@hartlab/machine';
import type { Random } from '@hartlab/models';
import type { Access } from './access-loop.ts';

/*
 * Random accesses to one device each. What a generator leaves out is where QEMU and we differ or where the answer
 * depends on when it is asked for; docs/devices.md has the list, with the reasons.
 */

type Generator = (random: Random) => Access;

const widths: readonly Width[] = [1, 2, 4, 8];
/** Values whose upper bits are set, as a sign-extended register has them, more often than not. */
const value = (random: Random): bigint => (random.oneIn(2) ? random.word() : BigInt.asUintN(64, -random.word() >> 40n));
const word = (random: Random): bigint => BigInt(random.next());
/** A high half that is far in the future, or 0. */
const far = (random: Random): bigint => (random.oneIn(3) ? 0n : word(random) & 0x7fff_ffffn);

const load = (address: number, width: Width, compared?: bigint): Access => ({
  address,
  width,
  ...(compared !== undefined && { compared }),
});

const rom: Generator = (random) => {
  const width = random.of(widths);
  // What the reset vector hands over is the firmware's affair.
  const address = board.rom.base + 0x100 + width * random.below((board.rom.size - 0x100) / width + 1);
  return random.oneIn(2) ? load(address, width) : { address, width, store: value(random) };
};

const testFinisher: Generator = (random) => {
  const width = random.of(widths);
  const offset = width * random.below(random.oneIn(2) ? 4 : 0x1000 / width);
  const address = board['test-finisher'].base + offset;
  // 0x3333, 0x5555 and 0x7777 end the machine at offset 0.
  return random.oneIn(2) ? load(address, width) : { address, width, store: value(random) & ~0xffffn };
};

/** The time is set to a moment whose lower half has room, so that its upper half can be compared. */
const goldfishRtc: Generator = (random) => {
  const { base } = board['goldfish-rtc'];
  const moment = BigInt(random.of([0x0800_0000, 0x1000_0000, 0x1800_0000]));
  switch (random.below(6)) {
    case 0:
      return { address: base + 4, width: 4, store: moment | (word(random) << 32n) };
    case 1:
      return { address: base, width: random.of([4, 8]), store: (moment << 32n) | (word(random) & 0x7fff_ffffn) };
    case 2:
      return { address: base + 0xc, width: 4, store: moment };
    case 3:
      return { address: base + 8, width: random.of([4, 8]), store: (moment << 32n) | word(random) };
    case 4: {
      const width = random.of(widths);
      const offset = width * random.below(0x30 / width);
      // The lower half of the time moves.
      return load(base + offset, width, offset < 4 ? ~0xffff_ffffn : undefined);
    }
    default: {
      const width = random.of(widths);
      return { address: base + 0x10 + width * random.below(0x20 / width), width, store: value(random) };
    }
  }
};

const clint: Generator = (random) => {
  const { base } = board.clint;
  const width = random.of(widths);
  switch (random.below(6)) {
    case 0:
      return { address: base + width * random.below(0x4000 / width), width, store: value(random) };
    case 1:
      return load(base + width * random.below(0x4000 / width), width);
    case 2:
      return random.oneIn(2)
        ? { address: base + 0x4004, width: 4, store: far(random) | (word(random) << 32n) }
        : {
            address: base + 0x4000,
            width: random.of([4, 8]),
            store: (far(random) << 32n) | word(random) | 0x8000_0000n,
          };
    case 3:
      return load(base + 0x4000 + width * random.below(0x100 / width), width);
    case 4:
      return random.oneIn(2)
        ? { address: base + 0xbffc, width: 4, store: far(random) | (word(random) << 32n) }
        : {
            address: base + 0xbff8,
            width: random.of([4, 8]),
            store: (far(random) << 32n) | (word(random) & 0x3fff_ffffn),
          };
    default: {
      // The lower half of mtime moves.
      const address = base + 0xbfe0 + width * random.below(0x40 / width);
      const low = address >= base + 0xbff8 && address < base + 0xbffc;
      return load(address, width, low ? (width === 8 ? ~0xffff_ffffn : 0n) : undefined);
    }
  }
};

/** No interrupt reaches it, so that every register keeps what is written. */
const plic: Generator = (random) => {
  const offset = random.of([
    4 * random.below(100),
    0x1000 + 4 * random.below(8),
    0x2000 + 4 * random.below(8),
    0x2000 + 0x80 * random.below(4) + 4 * random.below(4),
    0x20_0000 + 0x1000 * random.below(4) + 4 * random.below(3),
    4 * random.below(0x18_0000),
  ]);
  // Source 96 has a priority on QEMU 7.2, though no more than that.
  const address = board.plic.base + (offset === 4 * 96 ? 0 : offset);
  const width = random.oneIn(8) ? random.of(widths) : 4;
  const aligned = address - (address % width);
  if (random.oneIn(2)) return load(aligned, width);
  return { address: aligned, width, store: value(random) };
};

/** What is stored to each of the UART's registers. */
const uartStores: readonly ((random: Random) => number)[] = [
  (random) => random.below(256),
  // No modem interrupts, and a divisor with which no FIFO times out.
  (random) => (random.below(256) & ~8) | 0x10,
  // Without its first bit none of FCR counts; on QEMU some do.
  (random) => (random.oneIn(4) ? 0 : (random.below(256) & (random.oneIn(4) ? -1 : ~6)) | 1),
  (random) => (random.oneIn(4) ? random.below(256) : 3),
  (random) => (random.oneIn(8) ? random.below(256) : 0x10 | random.below(256)),
  (random) => random.below(256),
  (random) => random.below(256),
  (random) => random.below(256),
];

/** Mostly in loopback, where the UART talks to itself, more than it listens. */
const ns16550a: Generator = (random) => {
  const { base } = board.ns16550a;
  const register = random.of([0, 0, 0, 0, 0, 0, 0, random.below(8)]);
  if (random.oneIn(3)) {
    const width = random.oneIn(4) ? random.of(widths) : 1;
    const offset = random.of([0, 2, 5, 5, random.below(16)]);
    const read = offset - (offset % width);
    // The lower half of MSR: changes of the modem's lines do not show on QEMU in loopback.
    return load(base + read, width, read === 6 ? 0xf0n : undefined);
  }
  const store = (value(random) & ~0xffn) | BigInt(uartStores[register]!(random));
  return { address: base + register, width: register % 2 === 0 && random.oneIn(8) ? 2 : 1, store };
};

/**
 * Sources 10 and 11, which are high and are raised again and again, and all that the PLIC makes of it. Neither drops: QEMU 7.2
 * takes back what is pending then, 11.1 does not.
 */
const interrupts: Generator = (random) => {
  const uart = board.ns16550a.base;
  const rtc = board['goldfish-rtc'].base;
  const { base } = board.plic;
  const context = random.below(2);
  switch (random.below(9)) {
    case 0:
      return { address: uart, width: 1, store: word(random) & 0xffn };
    case 1:
      return load(uart + random.of([0, 5]), 1);
    case 2:
      return { address: rtc + 0x10, width: 4, store: 1n };
    case 3:
      return { address: base + 4 * random.of([10, 11]), width: 4, store: word(random) };
    case 4:
      return { address: base + 0x2000 + 0x80 * context, width: 4, store: word(random) };
    case 5:
      return { address: base + 0x20_0000 + 0x1000 * context, width: 4, store: word(random) & 3n };
    case 6:
      return load(base + random.of([0x1000, 0x2000 + 0x80 * context]), 4);
    case 7:
      return load(base + 0x20_0004 + 0x1000 * context, 4);
    default:
      return { address: base + 0x20_0004 + 0x1000 * context, width: 4, store: BigInt(random.of([0, 10, 11, 95, 96])) };
  }
};

/** A slot of virtio in which there is nothing. */
const emptySlot =
  ({ base }: AddressRange): Generator =>
  (random) => {
    const width = random.of(widths);
    const offset = random.of([0, 4, 8, 12, 4 * random.below(0x40), random.below(0x200)]);
    const address = base + offset - (offset % width);
    return random.oneIn(3) ? { address, width, store: value(random) } : load(address, width);
  };

/** The devices that QEMU's virt has as well; of slots that are alike, the first and the last. */
type SharedName = Exclude<DeviceName, 'error-banks' | `virtio-${1 | 2 | 3 | 4 | 5 | 6}`> | 'interrupts';

const generators: Readonly<Record<SharedName, Generator>> = {
  rom,
  'test-finisher': testFinisher,
  'goldfish-rtc': goldfishRtc,
  clint,
  plic,
  ns16550a,
  'virtio-0': emptySlot(board['virtio-0']),
  'virtio-7': emptySlot(board['virtio-7']),
  interrupts,
};

/** Their names. */
export const sharedDevices = Object.keys(generators) as SharedName[];

/** What brings a device into a state that the peers share. */
const openings: Partial<Record<SharedName, readonly Access[]>> = {
  'goldfish-rtc': [
    { address: board['goldfish-rtc'].base + 4, width: 4, store: 0x1000_0000n },
    { address: board['goldfish-rtc'].base, width: 4, store: 0n },
    { address: board['goldfish-rtc'].base, width: 4, compared: 0n },
  ],
  // The UART is in loopback and interrupts because its transmitter is empty; the RTC's alarm has rung.
  interrupts: [
    { address: board.ns16550a.base + 4, width: 1, store: 0x10n },
    { address: board.ns16550a.base + 1, width: 1, store: 2n },
    { address: board['goldfish-rtc'].base + 8, width: 4, store: 0n },
  ],
};

/** Accesses to one device, the same ones for the same numbers. */
export const randomAccesses = (device: SharedName, random: Random, count: number): Access[] => [
  ...(openings[device] ?? []),
  ...Array.from({ length: count }, () => generators[device](random)),
];
