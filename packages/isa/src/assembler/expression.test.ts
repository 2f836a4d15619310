import { describe, expect, test } from 'vitest';
import { assemble } from './assemble.ts';

/** The value of an expression, as a `.dword` has it. */
const valueOf = (text: string): bigint => new DataView(assemble(`.dword ${text}`).bytes.buffer).getBigInt64(0, true);

/** Values: what GNU as 2.40 for riscv64 writes for the same `.dword`. */
describe('operators', () => {
  test.each([
    ['-8 >> 1', 0x7fff_ffff_ffff_fffcn],
    ['1 << 63 >> 63', 1n],
    ['7 / -2', -3n],
    ['-7 / 2', -3n],
    ['-7 % 4', -3n],
    ['~5 & 0xff', 250n],
    ['- - 3', 3n],
    ['0x10 - 010', 8n],
    ["'\\n'", 10n],
  ])('%s is %i', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });
  test.each([
    ['1 + 16 >> 2', 5n],
    ['16 >> 2 + 1', 5n],
    ['7 - 1 << 2', 3n],
    ['6 * 7 % 5', 2n],
    ['1 + 2 | 4', 7n],
    ['6 | 9 ^ 3', 12n],
    ['1 == 1 && 2', 1n],
  ])('bind in the order of GNU as: %s is %i', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });
  test.each([
    ['5 == 5', -1n],
    ['5 != 5', 0n],
    ['-1 < 1', -1n],
    ['1 <= 0', 0n],
    ['3 >= 3', -1n],
    ['2 > 3', 0n],
    ['2 && 4', 1n],
    ['2 && 0', 0n],
    ['5 || 0', 1n],
    ['0 || 0', 0n],
    ['!0', 1n],
    ['!5', 0n],
    ['!0 == 1', -1n],
  ])('a comparison is -1 where it is true, and a logical operator 1: %s is %i', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });
});

test('an address takes a number more or less, and two of one section have a distance', () => {
  const { bytes } = assemble('.dword y - 8, y + 8, 8 + y, y - x\nx: .dword 0\ny:', { origin: 0x1000n });
  const view = new DataView(bytes.buffer);
  expect([0, 8, 16, 24].map((at) => view.getBigUint64(at, true))).toEqual([0x1020n, 0x1030n, 0x1030n, 8n]);
});

test('an address with a number added and one taken off is known before the section has its place', () => {
  expect([...assemble('.data\nx: .byte 1\n.org 6 + x - 4\n.byte 2').bytes]).toEqual([1, 0, 2]);
});
