import { expect, test } from 'vitest';
import type { Stop } from '../stop.ts';
import { TestFinisher } from './test-finisher.ts';

const write = (offset: number, value: bigint) => {
  const stops: Stop[] = [];
  expect(new TestFinisher((stop) => stops.push(stop)).write(offset, 4, value)).toBe(true);
  return stops.map(({ reason, code }) => ({ reason, code }));
};

/* Expected values: QEMU, include/hw/misc/sifive_test.h. */
test.each([
  [0x5555, [{ reason: 'pass', code: 0 }]],
  [0x7777, [{ reason: 'reset', code: 0 }]],
  [0x2a_3333, [{ reason: 'fail', code: 42 }]],
  [0xbeef_3333, [{ reason: 'fail', code: 0xbeef }]],
  [0x1234, []],
])('%i ends with %o', (value, stops) => {
  expect(write(0, BigInt(value))).toEqual(stops);
});

test('only the register at offset 0 does anything', () => {
  expect(write(4, 0x5555n)).toEqual([]);
});

test('it takes half-words and words', () => {
  const finisher = new TestFinisher(() => {});
  expect([1, 2, 4, 8].map((width) => finisher.write(0, width as 1, 0n))).toEqual([false, true, true, false]);
});
