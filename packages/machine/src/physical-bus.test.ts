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

test('what no device takes is told of, and nothing else is', () => {
  const lines: string[] = [];
  const telling = new PhysicalBus((line) => lines.push(line));
  telling.attach(
    { base: 0x1000, size: 8 },
    { read: (offset) => (offset === 0 ? 1n : undefined), write: () => false, save: () => 0, restore() {} },
  );
  telling.read(0x1000, 4);
  expect(lines).toEqual([]);
  telling.read(0x1004, 4);
  telling.write(0x1004, 2, 0xffn);
  telling.read(0x3000, 8);
  expect(lines).toEqual([
    '4 bytes at 0x1004 cannot be read: the device at 0x1000 has no such register',
    '0xff cannot be written to 2 bytes at 0x1004: the device at 0x1000 has no such register',
    '8 bytes at 0x3000 cannot be read: there is no device',
  ]);
});
