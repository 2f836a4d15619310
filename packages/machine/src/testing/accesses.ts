import type { Width } from '@hartlab/isa';
import fc from 'fast-check';
import { board } from '../board.ts';
import { Clock } from '../clock.ts';
import type { DeviceStates } from '../devices.ts';
import { bareBoard, deaf } from './bare-board.ts';

/** A load, or a store of the value's low bytes. */
export interface Access {
  readonly address: number;
  readonly width: Width;
  readonly store: bigint | undefined;
}

/** The devices of two harts without the harts, a clock, and a console on which somebody types the alphabet. */
export function devices() {
  const clock = new Clock(2, 10);
  const typed = { count: 0 };
  const { bus, devices: made } = bareBoard(() => [deaf, deaf], {
    clock,
    console: { transmit() {}, receive: () => (typed.count < 26 ? 0x61 + typed.count++ : -1) },
    rom: Uint8Array.of(1, 2, 3),
  });
  return {
    clock,
    bus,
    made,
    /** What the guest gets for one access. */
    access: ({ address, width, store }: Access): bigint | boolean | undefined =>
      store === undefined ? bus.read(address, width) : bus.write(address, width, BigInt.asUintN(8 * width, store)),
    save: () => ({ clock: clock.save(), states: made.save(), typed: typed.count }),
    restore: (saved: { clock: ReturnType<Clock['save']>; states: DeviceStates; typed: number }) => {
      clock.restore(saved.clock);
      made.restore(saved.states);
      typed.count = saved.typed;
    },
  };
}

const width = fc.constantFrom<Width>(1, 2, 4, 8);
const value = fc.oneof(
  fc.nat(255).map(BigInt),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(...[-1n, -2n, 1n << 31n, 1n << 63n].map((each) => BigInt.asUintN(64, each))),
);
const store = fc.option(value, { nil: undefined });

/** Any access, aligned or not, that begins in a device. */
const anywhere: fc.Arbitrary<Access> = fc.record({
  address: fc.oneof(
    ...Object.values(board).flatMap(({ base, size }) => [
      fc.integer({ min: base, max: base + size }),
      fc.nat(Math.min(size, 0x4000) / 4).map((word) => base + 4 * word),
    ]),
  ),
  width,
  store,
});

const at = (base: number, offsets: readonly number[], widths: readonly Width[]): fc.Arbitrary<Access> =>
  fc.record({
    address: fc.constantFrom(...offsets.map((offset) => base + offset)),
    width: fc.constantFrom(...widths),
    store,
  });

/** The UART, seven registers of eight times in loopback, where it talks to itself. */
const uart = fc.oneof(
  at(board.ns16550a.base, [0, 0, 0, 1, 2, 3, 4, 5, 6, 7], [1]),
  fc.constant({ address: board.ns16550a.base + 4, width: 1 as const, store: 0x1fn }),
  fc
    .constantFrom(1n, 0x41n, 0x83n, 0xc1n)
    .map((each) => ({ address: board.ns16550a.base + 2, width: 1 as const, store: each })),
  fc.constant({ address: board.ns16550a.base + 3, width: 1 as const, store: 3n }),
);
/** The PLIC's registers of the sources that the board has, and of its contexts. */
const plic = at(
  board.plic.base,
  [40, 44, 0x1000, 0x2000, 0x2080, 0x2100, 0x20_0000, 0x20_0004, 0x20_1000, 0x20_1004, 0x20_1004],
  [4],
);
const clint = at(board.clint.base, [0, 4, 0x4000, 0x4004, 0x4008, 0xbff8, 0xbffc], [4, 8]);
const rtc = at(board['goldfish-rtc'].base, [0, 4, 8, 12, 16, 20, 24, 28], [4]);

/** An access of any kind, more often where it has an effect. */
export const access = fc.oneof(anywhere, uart, plic, clint, rtc);
