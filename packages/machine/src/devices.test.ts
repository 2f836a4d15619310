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
  store: fc.option(
    fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.constantFrom(...[0n, 1n, -1n, -2n, 1n << 31n, 1n << 63n].map((value) => BigInt.asUintN(64, value))),
    ),
    { nil: undefined },
  ),
});

/** Registers that have to do with time, at which random accesses aim too seldom. */
const timer = fc.record({
  address: fc.constantFrom(
    ...[0x4000, 0x4004, 0x4008, 0xbff8, 0xbffc].map((offset) => board.clint.base + offset),
    ...[0, 4, 8, 12, 16].map((offset) => board['goldfish-rtc'].base + offset),
  ),
  width: fc.constantFrom<4 | 8>(4, 8),
  store: access.map(({ store = 0n }) => store),
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

test('whatever the guest wrote, time has an end of skips, and goes on only', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(access, timer), { maxLength: 30 }), (accesses) => {
      const { bus, clock } = devices();
      for (const { address: at, width: bytes, store } of accesses) {
        const before = clock.time();
        if (store !== undefined) bus.write(at, bytes, BigInt.asUintN(8 * bytes, store));
        if (at < board.clint.base + 0xbff8 || at >= board.clint.base + 0xc000) expect(clock.time()).toBe(before);
        clock.advance(7);
      }
      let skips = 0;
      for (let up = clock.uptime(); clock.skip(); up = clock.uptime()) {
        expect(clock.uptime()).toBeGreaterThan(up);
        // Each of two timers can rise, drop when time wraps around, and rise again; the alarm rings once.
        expect(++skips).toBeLessThan(10);
      }
    }),
    { numRuns: 1000 },
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
