import { SECTOR, userNetwork, type VirtioPlug } from '@hartlab/machine';
import type { Random } from '@hartlab/models';
import { frame, MAC } from './frames.ts';
import { directory, ninePRequest } from './nine-p-requests.ts';
import { half, junk, type Request, word } from './request.ts';

/** A device of virtio, and what a driver might ask of it. */
interface Fuzzed {
  /** @param random chooses among what the device may be */
  readonly plug: (random: Random) => VirtioPlug;
  readonly request: (random: Random, queue: number) => Request;
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

/** A request to a disk: with whole sectors, where they are to be written, or what is to be zeroed. */
const diskRequest = (random: Random): Request => {
  const type = random.of([0, 1, 1, 4, 8, 11, 13, random.below(20)]);
  const header = [...word(type), ...word(0), ...word(random.below(SECTORS + 2)), ...word(random.oneIn(50) ? 1 : 0)];
  if (type === 1) return { bytes: header, more: random.oneIn(8) ? random.below(2000) : SECTOR * random.below(9) };
  const zeroed = [...word(random.below(SECTORS)), ...word(0), ...word(random.below(16)), ...word(random.below(3))];
  return { bytes: type === 11 || type === 13 ? [...header, ...zeroed] : header };
};

/** A device of each type. */
export const fuzzed: Readonly<Record<VirtioPlug['type'], Fuzzed>> = {
  block: { plug: (random) => ({ type: 'block', image, isReadOnly: random.oneIn(4) }), request: diskRequest },
  entropy: {
    plug: (random) => ({ type: 'entropy', seed: random.word() }),
    request: (random) => ({ bytes: random.oneIn(50) ? [1] : [] }),
  },
  net: {
    plug: () => ({ type: 'net', network: userNetwork(), mac: MAC }),
    request: (random, queue) => ({
      bytes: queue === 0 ? [] : [...Array.from({ length: random.of([10, 12]) }, () => 0), ...frame(random)],
    }),
  },
  console: {
    plug: (random) => ({
      type: 'console',
      ports: [
        { number: 0, isConsole: true, end: 'console' },
        { number: 1, isConsole: false, name: 'org.test', end: () => {} },
      ],
      portsMost: random.of([2, 4]),
    }),
    // What queue 3 takes is a message of control.
    request(random, queue) {
      if (queue === 0 || queue === 2) return { bytes: [] };
      if (queue !== 3) return { bytes: junk(random, random.below(40)) };
      return { bytes: [...word(random.below(3)), ...half(random.below(8)), ...half(random.below(2))] };
    },
  },
  '9p': { plug: () => ({ type: '9p', directory, tag: 'share' }), request: ninePRequest },
};
