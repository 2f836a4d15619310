import { describe, expect, test } from 'vitest';
import { firmwareEvents, pmuEvent } from './index.ts';

/** The indices of one type that name an event, with this data. */
const named = (type: bigint, event_data = 0n) =>
  Array.from({ length: 0x1_0000 }, (_, code) => code).filter((code) =>
    pmuEvent((type << 16n) | BigInt(code), event_data),
  );

// Expected values: the tables of sbi "Performance Monitoring Unit Extension".
describe('an event_idx', () => {
  test('of type 0 has codes 1 to 10', () => {
    expect(named(0n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(pmuEvent(10n, 0n)).toEqual({ kind: 'hardware', event_idx: 10 });
  });

  test('of type 1 has seven caches with three operations of two results', () => {
    const codes = named(1n);
    expect(codes).toHaveLength(7 * 3 * 2);
    expect([codes[0], codes.at(-1)]).toEqual([0, (6 << 3) | (2 << 1) | 1]);
    expect(codes.filter((code) => ((code >> 1) & 3) === 3)).toEqual([]);
  });

  test('of types 2 and 3 has code 0, and what mhpmevent is to hold: 48 bits, and 56', () => {
    for (const [type, bits] of [
      [2n, 48n],
      [3n, 56n],
    ] as const) {
      const most = (1n << bits) - 1n;
      expect(named(type, most)).toEqual([0]);
      expect(named(type, most + 1n)).toEqual([]);
      expect(pmuEvent(type << 16n, most)).toEqual({ kind: 'raw', selector: most });
    }
  });

  test('of type 15 is the firmware’s, and only PLATFORM has data', () => {
    expect(named(15n, 5n)).toEqual([0xffff]);
    expect(pmuEvent((15n << 16n) | 5n, 0n)).toEqual({ kind: 'firmware', code: 5, event_data: 0n });
    expect(Object.values(firmwareEvents)).toEqual(Array.from({ length: 22 }, (_, code) => code));
  });

  test('of another type, or of more than 20 bits, is reserved', () => {
    for (let type = 4n; type < 15n; type += 1n) expect(named(type)).toEqual([]);
    for (const junk of [1n << 20n, 1n << 32n, 1n << 63n]) expect(pmuEvent(junk | 1n, 0n)).toBeUndefined();
  });

  test('of types 0 and 1 has no data', () => {
    expect([named(0n, 1n), named(1n, 1n)]).toEqual([[], []]);
  });
});
