import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { errno, FileError, type FileKind, type SharedDirectory } from '@hartlab/machine';
import { Refusal } from './refusal.ts';
import { systemErrorInWords } from './system-error.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;

const kindOf = (entry: Stats | Dirent<Buffer>): FileKind => {
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFIFO()) return 'fifo';
  if (entry.isSocket()) return 'socket';
  if (entry.isCharacterDevice()) return 'character device';
  return entry.isBlockDevice() ? 'block device' : 'file';
};

/** What this answers; the host's error as the guest's, which has the same numbers: both are Linux. */
const failing = <Result>(act: () => Result): Result => {
  try {
    return act();
  } catch (error) {
    if (error instanceof FileError) throw error;
    const { errno: number } = error as { errno?: unknown };
    if (typeof number !== 'number') throw error;
    throw new FileError(-number);
  }
};

/** What `use` answers of what is opened, which is closed then. */
const opened = <Result>(path: Buffer | string, flags: number, use: (descriptor: number) => Result): Result => {
  const descriptor = openSync(path, flags | O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/**
 * The place of a name in a directory that is open, as openat(2) has it: what stands in the way cannot be replaced by a link
 * meanwhile. A character of the name is a byte.
 */
const placeIn = (directory: number, name: string): Buffer =>
  Buffer.from(`/proc/self/fd/${directory}/${name === '' ? '.' : name}`, 'latin1');

/** The names in a path. A snapshot may come from anywhere, and with it a path that no client was given. @throws FileError */
const namesIn = (path: string): readonly string[] => {
  const names = path.split('/');
  const isPath = path === '' || names.every((name) => !['', '.', '..'].includes(name) && !name.includes('\0'));
  if (!isPath) throw new FileError(errno.ENOENT);
  return names;
};

/**
 * A directory, which nothing leads out of: each name of a path is looked up in the directory before it, which is open, and
 * none is followed if it is a link. Only files and directories are opened, so that nothing waits and no device is touched.
 *
 * @throws Refusal when it cannot be opened so
 */
export const sharedDirectory = (path: string): SharedDirectory => {
  const refuse = (why: string): Refusal => new Refusal(`cannot share the directory ${path}: ${why}`);
  let root: number;
  try {
    root = openSync(path, O_RDONLY | O_DIRECTORY);
  } catch (error) {
    throw refuse(systemErrorInWords(error));
  }
  try {
    lstatSync(placeIn(root, ''));
  } catch {
    throw refuse('this takes the /proc of a Linux host');
  }

  /** Goes from directory to directory, and does something with the place of the last name. */
  const at = <Result>(names: readonly string[], directory: number, use: (place: Buffer) => Result): Result => {
    const [name = '', ...rest] = names;
    const place = placeIn(directory, name);
    if (rest.length === 0) return use(place);
    return opened(place, O_DIRECTORY | O_NOFOLLOW, (next) => at(rest, next, use));
  };
  const within = <Result>(its: string, use: (place: Buffer) => Result): Result =>
    failing(() => at(namesIn(its), root, use));

  return {
    facts: (its) =>
      within(its, (place) => {
        const stat = lstatSync(place);
        const kind = kindOf(stat);
        const size = kind === 'file' || kind === 'link' ? stat.size : 0;
        return { kind, size, isExecutable: (stat.mode & constants.S_IXUSR) !== 0 };
      }),
    list: (its) =>
      within(its, (place) =>
        opened(place, O_DIRECTORY | O_NOFOLLOW, (directory) =>
          readdirSync(placeIn(directory, ''), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
            name: entry.name.toString('latin1'),
            kind: kindOf(entry),
          })),
        ),
      ),
    read: (its, offset, length) =>
      within(its, (place) => {
        if (!lstatSync(place).isFile()) throw new FileError(errno.ENXIO);
        return opened(place, O_NOFOLLOW, (file) => {
          const stat = fstatSync(file);
          if (!stat.isFile()) throw new FileError(errno.ENXIO);
          const bytes = new Uint8Array(Math.max(Math.min(length, stat.size - offset), 0));
          let done = 0;
          for (let more = 1; done < bytes.length && more > 0; done += more)
            more = readSync(file, bytes, done, bytes.length - done, offset + done);
          return bytes.subarray(0, done);
        });
      }),
    target: (its) => within(its, (place) => readlinkSync(place, { encoding: 'buffer' }).toString('latin1')),
  };
};
