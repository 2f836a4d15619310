import fc from 'fast-check';
import { expect, test } from 'vitest';
import { board } from './board.ts';
import { Clock } from './clock.ts';
import { createDevices, mappings, restoreDevices, saveDevices } from './devices.ts';
import { PhysicalBus } from './physical-bus.ts';

function devices() {
  const clock = new Clock(2, 10);
  const made = createDevices({
    rom: Uint8Array.of(1, 2, 3),
    harts: 2,
    hart: [],
    clock,
    line: { transmit: () => {}, receive: () => -1 },
    end: () => {},
  });
  return { clock, made, bus: new PhysicalBus(mappings(made)) };
}

const width = fc.constantFrom<1 | 2 | 4 | 8>(1, 2, 4, 8);
const address = fc.oneof(
  ...Object.values(board).flatMap(({ base, size }) => [
    fc.integer({ min: base, max: base + size }),
    fc.nat(Math.min(size, 0x4000) / 4).map((word) => base + 4 * word),
  ]),
);
const access = fc.record({
  address,
  width,
  store: fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { nil: undefined }),
});

test('no access harms the host: every one is answered, with a value of its width, or is an access fault', () => {
  fc.assert(
    fc.property(fc.array(access, { maxLength: 100 }), (accesses) => {
      const { bus, clock } = devices();
      for (const { address: at, width: bytes, store } of accesses) {
        if (store !== undefined) bus.write(at, bytes, BigInt.asUintN(8 * bytes, store));
        else {
          const value = bus.read(at, bytes);
          if (value !== undefined) expect(value).toBe(BigInt.asUintN(8 * bytes, value));
        }
        clock.advance(1);
      }
    }),
    { numRuns: 300 },
  );
});

test('devices restored from what was saved answer as the saved ones do', () => {
  const reads = [0x100_0000 * 2 + 0x4000, board.plic.base + 40, board.ns16550a.base + 3, board['goldfish-rtc'].base];
  fc.assert(
    fc.property(fc.array(access, { maxLength: 50 }), (accesses) => {
      const first = devices();
      for (const { address: at, width: bytes, store = 0n } of accesses)
        first.bus.write(at, bytes, BigInt.asUintN(8 * bytes, store));
      const second = devices();
      second.clock.restore(first.clock.save());
      restoreDevices(second.made, structuredClone(saveDevices(first.made)));
      for (const at of reads) expect(second.bus.read(at, 4)).toBe(first.bus.read(at, 4));
      expect(saveDevices(second.made)).toEqual(saveDevices(first.made));
    }),
  );
});

test('the rows of the board do not overlap', () => {
  const rows = Object.values(board).toSorted((a, b) => a.base - b.base);
  for (const [index, row] of rows.entries())
    expect(row.base + row.size).toBeLessThanOrEqual(rows[index + 1]?.base ?? 0x8000_0000);
});
