import { expect, test } from 'vitest';
import { EntropyDevice } from './entropy.ts';
import { R } from './registers.ts';
import { Driver } from './testing/driver.ts';

/* Expected values: virtio "Entropy Device"; what splitmix64 is published to give for the seed 1234567. */
const first = [6457827717110365317n, 3203168211198807973n, 9817491932198370423n];

const random = (driver: Driver, length: number) => {
  const room = driver.buffer(length);
  expect(driver.request(room)).toBe(length);
  return driver.bytes(room);
};

test('buffers are filled with the numbers of the seed', () => {
  const bytes = random(new Driver(new EntropyDevice(1234567n)).start(), 24);
  expect([0, 8, 16].map((at) => new DataView(bytes.buffer).getBigUint64(at, true))).toEqual(first);
});

test('the same seed gives the same bytes, also where it was saved; another gives others', () => {
  const device = new EntropyDevice(5n);
  const driver = new Driver(device).start();
  random(driver, 7);
  const state = device.save();
  const bytes = random(driver, 100);
  device.restore(state);
  expect(random(driver, 100)).toEqual(bytes);
  expect(random(new Driver(new EntropyDevice(6n)).start(), 100)).not.toEqual(
    random(new Driver(new EntropyDevice(5n)).start(), 100),
  );
});

test('a request with bytes of its own breaks it', () => {
  const driver = new Driver(new EntropyDevice(0n)).start();
  driver.request(driver.buffer(Uint8Array.of(1)), driver.buffer(1));
  expect(driver.get(R.Status) & 64).toBe(64);
});
