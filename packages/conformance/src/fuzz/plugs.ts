import type { VirtioPlug } from '@hartlab/machine';
import { SECTOR, userNetwork } from '@hartlab/machine';
import type { Random } from '@hartlab/models';

/** A device of virtio, and what a driver might ask of it. */
interface Fuzzed {
  /** @param random chooses among what the device may be */
  readonly plug: (random: Random) => VirtioPlug;
  /** The begin of what the device reads of a request: sensible as often as not. */
  readonly request: (random: Random, queue: number) => readonly number[];
}

const SECTORS = 1024;

/** A disk whose reader checks that it is asked for what there is. */
const image = {
  sectors: SECTORS,
  read: (offset: number, bytes: Uint8Array): void => {
    if (!(offset >= 0 && offset + bytes.length <= SECTORS * SECTOR)) throw new Error(`the disk has no byte ${offset}`);
    for (let n = 0; n < bytes.length; n++) bytes[n] = (offset + n) % 251;
  },
};

const word = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
const few = (random: Random): number => random.below(random.of([2, 20, 256]));
const junk = (random: Random, length: number): readonly number[] => Array.from({ length }, () => few(random));

const MAC = [0x52, 0x54, 0, 0x12, 0x34, 0x56];

/** Frames of which there is one that the network answers, so that a damaged one comes far: ARP, and a search for an address. */
const frame = (random: Random): readonly number[] => {
  const header = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...MAC, 8, 6];
  const whole = [...header, 0, 1, 8, 0, 6, 4, 0, 1, ...MAC, 10, 0, 2, 15, 0, 0, 0, 0, 0, 0, 10, 0, 2, random.below(5)];
  if (random.oneIn(2)) whole[random.below(whole.length)] = random.below(256);
  return random.oneIn(4) ? [...header.slice(0, 13), 0, 0x45, ...junk(random, random.below(200))] : whole;
};

/** A device of each type. */
export const fuzzed: Readonly<Record<VirtioPlug['type'], Fuzzed>> = {
  block: {
    plug: (random) => ({ type: 'block', image, isReadOnly: random.oneIn(4) }),
    request: (random) => [
      ...word(random.of([0, 1, 4, 8, 11, 13, random.below(20)])),
      ...word(0),
      ...word(random.below(SECTORS + 2)),
      ...word(random.oneIn(8) ? 1 : 0),
      // What is to be discarded, if that is asked for.
      ...word(random.below(SECTORS)),
      ...word(0),
      ...word(random.below(16)),
      ...word(random.below(3)),
    ],
  },
  entropy: {
    plug: (random) => ({ type: 'entropy', seed: random.word() }),
    request: (random) => (random.oneIn(50) ? [1] : []),
  },
  net: {
    plug: () => ({ type: 'net', network: userNetwork(), mac: MAC }),
    request: (random, queue) =>
      queue === 0 ? [] : [...Array.from({ length: random.of([10, 12]) }, () => 0), ...frame(random)],
  },
};
