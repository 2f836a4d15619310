import { expect, test } from 'vitest';
import { Rom } from './rom.ts';

test('it reads little-endian at every width, zero past its contents, and a store changes nothing', () => {
  const rom = new Rom(Uint8Array.of(1, 2, 3, 4, 5));
  expect(rom.read(0, 4)).toBe(0x0403_0201n);
  expect(rom.read(4, 8)).toBe(5n);
  expect(rom.read(3, 2)).toBe(0x0504n);
  expect(rom.write()).toBe(true);
  expect(rom.read(0, 8)).toBe(0x05_0403_0201n);
});
