import type { FileKind, SharedDirectory, VirtioPlug } from '@hartlab/machine';
import { errno, FileError, SECTOR, userNetwork } from '@hartlab/machine';
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

/** What is in a directory, in which whoever serves it asks for nothing but paths of names. */
const files: Readonly<Record<string, FileKind>> = {
  '': 'directory',
  sub: 'directory',
  'sub/file': 'file',
  out: 'link',
  pipe: 'fifo',
};
const FILE = 5000;
const directory: SharedDirectory = {
  facts(path) {
    if (path !== '' && !path.split('/').every((name) => name !== '' && name !== '.' && name !== '..'))
      throw new Error(`${path} is no path in a directory`);
    const kind = Object.hasOwn(files, path) ? files[path] : undefined;
    if (!kind) throw new FileError(errno.ENOENT);
    return { kind, size: kind === 'file' ? FILE : 0, isExecutable: false };
  },
  list: (path) =>
    path === ''
      ? [
          { name: 'sub', kind: 'directory' },
          { name: 'out', kind: 'link' },
        ]
      : [{ name: 'file', kind: 'file' }],
  read(path, offset, length) {
    if (directory.facts(path).kind !== 'file' || length > FILE * 250) throw new Error(`${path} is not to be read so`);
    return new Uint8Array(Math.max(Math.min(length, FILE - offset), 0));
  },
  target: () => '../../etc/passwd',
};

const half = (value: number): readonly number[] => [value & 0xff, value >>> 8];
const name = (random: Random): readonly number[] => {
  const text = random.of(['sub', 'file', 'out', 'pipe', '..', '.', '', '/', 'sub/file']);
  return [...half(text.length), ...new TextEncoder().encode(text)];
};
/** Requests of 9P by their type, with fields that begin as they should: version, attach, walk, lopen, read, readdir and any. */
const fields: Readonly<Record<number, (random: Random) => readonly number[]>> = {
  100: (random) => [...word(random.of([4096, 8192, 2 ** 30, 5])), ...half(8), ...new TextEncoder().encode('9P2000.L')],
  104: (random) => [...word(random.below(4)), ...word(-1)],
  110: (random) => [
    ...word(random.below(4)),
    ...word(random.below(4)),
    ...half(random.below(3)),
    ...name(random),
    ...name(random),
  ],
  12: (random) => [...word(random.below(4)), ...word(random.oneIn(8) ? 1 : 0)],
  116: (random) => [...word(random.below(4)), ...word(few(random)), ...word(0), ...word(random.of([100, 9000, -1]))],
  40: (random) => [...word(random.below(4)), ...word(random.below(6)), ...word(0), ...word(random.of([10, 100, 9000]))],
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
  console: {
    plug: () => ({
      type: 'console',
      ports: [
        { number: 0, isConsole: true, end: 'console' },
        { number: 1, isConsole: false, name: 'org.test', end: () => {} },
      ],
      portsMost: 4,
    }),
    // What queue 3 takes is a message of control.
    request: (random, queue) =>
      queue === 3
        ? [...word(random.below(3)), ...half(random.below(8)), ...half(random.below(2))]
        : junk(random, random.below(8)),
  },
  '9p': {
    plug: () => ({ type: '9p', directory, tag: 'share' }),
    request(random) {
      const type = random.oneIn(4) ? random.below(256) : Number(random.of(Object.keys(fields)));
      const content = random.oneIn(8)
        ? junk(random, random.below(30))
        : (fields[type]?.(random) ?? word(random.below(4)));
      return [...word(7 + content.length), type, ...half(random.below(9)), ...content];
    },
  },
};
