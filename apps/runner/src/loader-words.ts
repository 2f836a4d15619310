import { type Bios, type Image, isElf, kernelRole, type NamedImage, readImage } from '@hartlab/machine';
import { deviceKeys, isOn, numberOf, type Keys } from './device-keys.ts';
import { valueIn } from './keys.ts';
import type { readFile } from './read-file.ts';
import { ofFile } from './read-image-file.ts';
import { Refusal } from './refusal.ts';

/** What can be said of QEMU's `-device loader`. */
export const loaderKeys = ['file', 'addr', 'force-raw', 'data', 'data-len', 'data-be', 'cpu-num'] as const;

/** Whether a `-device` is the loader, which is none: it puts something into RAM. */
export const isLoader = (text: string): boolean => valueIn(text, 'driver', 'driver') === 'loader';

const keysOfLoader = (text: string): Keys => deviceKeys('-device', text, ['driver', 'id', ...loaderKeys], 'driver');

/** The files that these devices load. @throws Refusal */
export const loaderPaths = (device: readonly string[] = []): readonly string[] =>
  device.filter(isLoader).flatMap((text) => keysOfLoader(text).get('file') ?? []);

/**
 * What the loaders among these devices put into RAM: a file, an ELF file where it says itself unless it is `force-raw`, or a number of
 * up to eight bytes.
 *
 * Source: QEMU, docs/system/generic-loader.rst.
 *
 * @throws Refusal
 */
export const loadedBesides = (
  device: readonly string[] = [],
  bios: Bios,
  ram: number,
  read: typeof readFile,
): (NamedImage & { readonly path?: string })[] =>
  device.filter(isLoader).map((text) => {
    const keys = keysOfLoader(text);
    const { said } = keys;
    if (keys.has('cpu-num'))
      throw new Refusal(
        `${said}: harts start where the board starts them; give -bios FILE, or -kernel FILE, and no cpu-num`,
      );
    const path = keys.get('file');
    if (path === undefined) return { what: said, image: rawAt(keys, dataOf(keys)) };
    if (keys.has('data')) throw new Refusal(`${said}: give a file or data; another loader has the other`);
    const bytes = read(path, 'the image', ram);
    if (isOn(keys, 'force-raw')) return { what: said, path, image: rawAt(keys, bytes) };
    // Where it would start is nothing to warn of.
    if (isElf(bytes))
      return { what: said, path, image: { ...ofFile(path, () => readImage(bytes, kernelRole(bios))), warnings: [] } };
    const other = others.find(({ is }) => is(bytes));
    if (other) throw new Refusal(`${said}: the file is ${other.what}; ${other.mend}, or add force-raw=on`);
    return { what: said, path, image: rawAt(keys, bytes) };
  });

/** What QEMU's loader unpacks. */
const others = [
  {
    is: (bytes: Uint8Array) => [0x27, 0x05, 0x19, 0x56].every((byte, index) => bytes[index] === byte),
    what: 'a U-Boot uImage',
    mend: 'give the image inside it',
  },
  {
    is: (bytes: Uint8Array) => /^:[\da-f]{10,}\r?\n/i.test(String.fromCharCode(...bytes.subarray(0, 64))),
    what: 'Intel HEX',
    mend: 'objcopy -I ihex -O binary makes an image of it',
  },
];

const rawAt = (keys: Keys, bytes: Uint8Array): Image => {
  const address = numberOf(keys, 'addr', Number.MAX_SAFE_INTEGER);
  if (address === undefined) throw new Refusal(`${keys.said} does not say where; add addr=ADDRESS`);
  return { kind: 'raw binary', entry: address, segments: [{ address, bytes, size: bytes.length }], symbols: [] };
};

/** The bytes of `data`, the lowest first unless `data-be` says otherwise. */
const dataOf = (keys: Keys): Uint8Array => {
  const length = numberOf(keys, 'data-len', 8);
  if (!keys.has('data') || !length)
    throw new Refusal(`${keys.said} has nothing to load; add file=PATH, or data=NUMBER and data-len=BYTES`);
  const data = keys.get('data')!;
  const value = /^(\d+|0x[\da-f]+)$/i.test(data) ? BigInt(data) : -1n;
  if (value < 0n || value >> 64n) throw new Refusal(`${keys.said}: data is a number of 64 bits, not ${data}`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, !isOn(keys, 'data-be'));
  // The lowest bytes in memory are taken, as on QEMU.
  return bytes.subarray(0, length);
};
