import { statSync } from 'node:fs';
import type { VirtioPlug } from '@hartlab/machine';
import { blockdevsOf } from './blockdev-words.ts';
import { checkNames, deviceKeys, isOn, type Keys, reading } from './device-keys.ts';
import { diskFile } from './disk-file.ts';
import { imageFormat } from './image-format.ts';
import type { Given } from './options.ts';
import { fileIdentity } from './output.ts';
import { count, oneOf } from './quantity.ts';
import { Refusal } from './refusal.ts';

/** A drive of `-drive`, to which a device refers by its name. */
interface Drive {
  /** `-drive file=disk.img`. */
  readonly said: string;
  readonly file: string;
  /** Whether it is said that the file is the disk as it stands, whatever it looks like. */
  readonly isRaw: boolean;
  readonly id: string | undefined;
  readonly isReadOnly: boolean;
  readonly forgets: boolean;
  /** Whether it has a device of its own. */
  readonly isPlugged: boolean;
}

/**
 * What QEMU 11.1 takes where nothing is different here: which drive of its board it is, how it reaches the file, and what it
 * does when that fails, which ends a run here.
 */
const others: Readonly<Record<string, (value: string) => unknown>> = {
  index: count(0),
  bus: count(0),
  unit: count(0),
  cache: oneOf(['writeback', 'writethrough', 'none', 'off', 'directsync', 'unsafe']),
  aio: oneOf(['threads', 'native', 'io_uring']),
  discard: oneOf(['unmap', 'ignore', 'on', 'off']),
  'detect-zeroes': oneOf(['on', 'off', 'unmap']),
  rerror: oneOf(['report', 'stop', 'ignore']),
  werror: oneOf(['report', 'stop', 'ignore', 'enospc']),
};

const driveOf = (text: string): Drive => {
  const own = ['file', 'format', 'if', 'id', 'readonly', 'snapshot', 'media'];
  const keys = deviceKeys('-drive', text, [...own, ...Object.keys(others)]);
  for (const [key, value] of keys) reading(`${keys.said}: ${key}`, () => others[key]?.(value));
  const bus = keys.get('if') ?? 'virtio';
  if (bus === 'pflash') throw new Refusal(`${keys.said}: there is no flash; -bios FILE gives the firmware`);
  if (bus !== 'none' && bus !== 'virtio')
    throw new Refusal(`${keys.said}: there is no ${bus} here; if is none or virtio`);
  const media = reading(`${keys.said}: media`, () => oneOf(['disk', 'cdrom'])(keys.get('media') ?? 'disk'));
  const file = keys.get('file');
  if (file === undefined) throw new Refusal(`-drive ${text} names no file; add file=PATH`);
  const format = keys.get('format') ?? 'raw';
  if (format !== 'raw')
    throw new Refusal(`-drive ${text}: images are raw; qemu-img convert -O raw makes one of a ${format} image`);
  return {
    said: keys.said,
    file,
    isRaw: keys.has('format'),
    id: keys.get('id'),
    isReadOnly: isOn(keys, 'readonly') || media === 'cdrom',
    forgets: isOn(keys, 'snapshot'),
    isPlugged: bus === 'virtio',
  };
};

/** The disks of `-drive` and `-blockdev`. @throws Refusal */
export const drivesOf = (drive: readonly string[] = [], blockdev: readonly string[] = []): readonly Drive[] => {
  const drives = [
    ...drive.map(driveOf),
    ...blockdevsOf(blockdev).map((node) => ({ ...node, isRaw: true, forgets: false, isPlugged: false })),
  ];
  checkNames(drives);
  return drives;
};

/** Their files. @throws Refusal */
export const diskPaths = ({ drive, blockdev }: DiskWords): readonly string[] =>
  drivesOf(drive, blockdev).map(({ file }) => file);

/** All words that name files of disks. */
export type DiskWords = Given<'drive' | 'blockdev'>;

/** Disks, each for one device. */
export class Drives {
  readonly #drives: readonly Drive[];
  readonly #used = new Set<Drive>();
  /** Files that keep what is written: of two disks on one, each would undo what the other does. */
  readonly #kept = new Set<string>();
  readonly #forgets: boolean;

  /** @param forgets whether no file keeps what is written */
  constructor(drives: readonly Drive[], forgets: boolean) {
    this.#drives = drives;
    this.#forgets = forgets;
  }

  /** The disk for a `virtio-blk-device`. @throws Refusal */
  plug(keys: Keys): VirtioPlug {
    const id = keys.get('drive');
    const one = this.#drives.find((each) => each.id !== undefined && each.id === id);
    if (!one) throw new Refusal(`${keys.said} needs a drive: add -drive file=PATH,if=none,id=NAME and drive=NAME`);
    if (this.#used.has(one)) throw new Refusal(`${keys.said}: the drive ${one.id} has a device already`);
    const serial = keys.get('serial');
    return { ...this.#diskOf(one), ...(serial !== undefined && { serial }) };
  }

  /** The disks that have devices of their own, and none yet. */
  *own(): Generator<readonly [said: string, plug: VirtioPlug]> {
    for (const one of this.#drives) if (one.isPlugged && !this.#used.has(one)) yield [one.said, this.#diskOf(one)];
  }

  /** @throws Refusal where a drive has no device */
  check(): void {
    const idle = this.#drives.find((one) => !this.#used.has(one));
    if (idle)
      throw new Refusal(
        `${idle.said} has no device; add -device virtio-blk-device,drive=${idle.id ?? 'NAME, and id=NAME to it'}`,
      );
  }

  #diskOf(one: Drive): Extract<VirtioPlug, { type: 'block' }> {
    this.#used.add(one);
    const { isReadOnly } = one;
    const image = diskFile(one.file, !this.#forgets && !isReadOnly && !one.forgets);
    const format = one.isRaw ? 'raw' : imageFormat(one.file);
    if (format !== 'raw')
      throw new Refusal(
        `${one.said}: ${one.file} is a ${format} image; qemu-img convert -O raw makes a raw one of it, or format=raw says that it is one`,
      );
    const place = fileIdentity(statSync(one.file));
    if (image.write && this.#kept.has(place))
      throw new Refusal(`${one.said}: another drive writes to that file; add snapshot=on or readonly=on to one`);
    if (image.write) this.#kept.add(place);
    return { type: 'block', image, isReadOnly };
  }
}
