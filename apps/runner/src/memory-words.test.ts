import { expect, test } from 'vitest';
import { ram } from './memory-words.ts';
import { QuantityError } from './quantity.ts';

const MEBIBYTE = 1024 ** 2;

// As much RAM as the tree of QEMU 11.1 has with `-M virt,dumpdtb=FILE -m TEXT`.
test.each([
  ['128', 128],
  ['1.5G', 1536],
  ['size=1.5G', 1536],
  ['0.25G', 256],
  ['size=256M,slots=2,maxmem=1G', 256],
  ['256M,maxmem=256M', 256],
  ['131072K', 128],
  ['134217728B', 128],
  ['0', 128],
  ['size=0', 128],
])('-m %s is %i MiB', (text, mebibytes) => {
  expect(ram(text)).toBe(mebibytes * MEBIBYTE);
});

test('what is said in several is said in one, the last of each', () => {
  expect(ram('64M', '256M')).toBe(256 * MEBIBYTE);
  expect(ram('64M', 'slots=2,maxmem=256M')).toBe(64 * MEBIBYTE);
});

// On QEMU 11.1 these have 1945.6 and 100.5 MiB, made full to 8 KiB; RAM here is in whole MiB.
test.each([
  ['1.9G', 1946],
  ['100.5M', 101],
  ['8193K', 9],
])('-m %s is the next whole MiB', (text, mebibytes) => {
  expect(ram(text)).toBe(mebibytes * MEBIBYTE);
});

// QEMU 11.1 refuses each of these as well.
test.each([
  ['256M,maxmem=128M', 'maxmem is less'],
  ['256M,slots=2', 'nothing without maxmem'],
  ['1.5', 'give a size such as'],
  ['1e2M', 'give a size such as'],
  ['1,5G', 'there is no "5G"'],
  ['128M,foo=1', 'there is no "foo"'],
  ['-5', 'give a size such as'],
])('-m %s is refused', (text, why) => {
  expect(() => ram(text)).toThrow(QuantityError);
  expect(() => ram(text)).toThrow(why);
});
