import { expect, test } from 'vitest';
import { Rom } from './devices/rom.ts';
import { PhysicalBus } from './physical-bus.ts';

const bus = new PhysicalBus();
bus.attach({ base: 0x1000, size: 8 }, new Rom(Uint8Array.of(1, 2, 3, 4)));
bus.attach({ base: 0x2000, size: 8 }, new Rom(Uint8Array.of(5)));

test('an access goes to the device that holds all of it, at its offset', () => {
  expect(bus.read(0x1001, 2)).toBe(0x0302n);
  expect(bus.read(0x2000, 1)).toBe(5n);
});

test('the last bytes of a device are its own', () => {
  expect(bus.read(0x1004, 4)).toBe(0n);
  expect(bus.read(0x1007, 1)).toBe(0n);
  expect(bus.read(0x2000, 8)).toBe(5n);
});

test('nothing, and an access that straddles a device, are access faults', () => {
  expect(bus.read(0xffc, 4)).toBeUndefined();
  expect(bus.read(0x1006, 4)).toBeUndefined();
  expect(bus.read(2 ** 40, 1)).toBeUndefined();
  expect(bus.write(0x3000, 1, 0n)).toBe(false);
  expect(bus.write(0x1006, 4, 0n)).toBe(false);
});
