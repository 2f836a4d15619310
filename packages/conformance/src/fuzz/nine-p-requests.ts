import { errno, type FileFacts, FileError, type SharedDirectory } from '@hartlab/machine';
import type { Random } from '@hartlab/models';
import { junk, type Request, word } from './request.ts';

/** Files of a directory, and what is in it. A path that could lead out of it is an error of the host. */
export const directory: SharedDirectory = {
  facts: (path) => at(path),
  list: (path) => (at(path).kind === 'directory' ? names.map((name) => ({ name, kind: at(name).kind })) : []),
  read: (path, offset, length) => {
    if (!(offset >= 0 && length >= 0 && length <= 2 ** 20)) throw new Error(`${length} bytes at ${offset} of ${path}`);
    return new Uint8Array(Math.max(0, Math.min(length, at(path).size - offset))).fill(7);
  },
  target: () => '../../etc/passwd',
};
const names = ['a', 'bc', 'link', 'pipe', 'directory'] as const;
const kinds = { a: 'file', bc: 'file', link: 'link', pipe: 'fifo', directory: 'directory', '': 'directory' } as const;
const at = (path: string): FileFacts => {
  if (path !== '' && path.split('/').some((name) => ['', '.', '..'].includes(name)))
    throw new Error(`${path} leads out of the directory`);
  const kind = Object.hasOwn(kinds, path) ? kinds[path as keyof typeof kinds] : undefined;
  if (!kind) throw new FileError(errno.ENOENT);
  return { kind, size: kind === 'file' || kind === 'link' ? 3000 : 0, isExecutable: false };
};

const string = (text: string): readonly number[] => [
  text.length & 255,
  text.length >> 8,
  ...new TextEncoder().encode(text),
];
/** Types of requests of 9P2000.L, the more usual ones more often (diod, protocol.md). */
const types = [104, 110, 110, 110, 12, 12, 24, 116, 116, 40, 40, 120, 120, 120, 8, 22, 30, 52, 54, 118, 14, 108, 122];

/** What 9P asks for: fields as the type has them, of few fids and names, or junk. */
export const ninePRequest = (random: Random): Request => {
  const type = random.oneIn(40) ? random.of([100, random.below(256)]) : random.of(types);
  const fid = () => word(random.oneIn(30) ? random.next() : random.below(6));
  const name = () => string(random.of([...names, '..', '.', '', '/', 'a/b', '\0', 'directory/..']));
  const offset = () => [
    ...word(random.oneIn(8) ? random.next() : random.below(4000)),
    ...word(random.oneIn(50) ? 1 : 0),
  ];
  const fields: Readonly<Record<number, () => readonly number[]>> = {
    100: () => [...word(random.of([4096, 8192, 2 ** 31, 10])), ...string(random.of(['9P2000.L', '9P2000.L', '9P']))],
    104: () => [...fid(), ...word(-1), ...string('u'), ...string(''), ...word(0)],
    110: () => {
      const count = random.of([0, 1, 1, 1, 2, 3]);
      return [...fid(), ...fid(), count, 0, ...Array.from({ length: count }, name).flat()];
    },
    12: () => [...fid(), ...word(random.oneIn(8) ? random.next() : 0)],
    24: () => [...fid(), ...word(0x7ff), ...word(0)],
    116: () => [...fid(), ...offset(), ...word(random.oneIn(8) ? random.next() : 512)],
    40: () => [...fid(), ...word(random.below(8)), ...word(0), ...word(random.oneIn(8) ? random.next() : 512)],
    30: () => [...fid(), ...fid(), ...name()],
  };
  const body = random.oneIn(20)
    ? junk(random, random.below(60))
    : (fields[type]?.() ?? [...fid(), ...name(), ...junk(random, 20)]);
  const length = random.oneIn(30) ? random.next() : 7 + body.length;
  return { bytes: [...word(length), type, random.below(4), 0, ...body] };
};
