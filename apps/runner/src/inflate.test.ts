import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inflate } from './inflate.ts';

test.each([
  ['gzip', gzipSync('a kernel')],
  ['zlib', deflateSync('a kernel')],
] as const)('%s, and no more than asked for', (format, bytes) => {
  expect(new TextDecoder().decode(inflate(bytes, format, 8))).toBe('a kernel');
  expect(() => inflate(bytes, format, 7)).toThrow(RangeError);
  expect(() => inflate(bytes.subarray(0, 9), format, 8)).toThrow(Error);
});
