import { describe, expect, test } from 'vitest';
import { userNetwork } from '../network/user-network.ts';
import { NetDevice } from './net.ts';
import { R } from './registers.ts';
import { Driver } from './testing/driver.ts';

/* Expected values: virtio "Network Device". */
const mac = [0x52, 0x54, 0, 0x12, 0x34, 0x56];
/** Who is 10.0.2.2? (RFC 826) */
const question = Uint8Array.from(
  [
    255,
    255,
    255,
    255,
    255,
    255,
    mac,
    8,
    6,
    0,
    1,
    8,
    0,
    6,
    4,
    0,
    1,
    mac,
    10,
    0,
    2,
    15,
    0,
    0,
    0,
    0,
    0,
    0,
    10,
    0,
    2,
    2,
  ].flat(),
);
const zeros = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const answer = [...mac, 0x52, 0x55, 10, 0, 2, 2, 8, 6];

describe.each([
  ['legacy', true, 10],
  ['version 1', false, 12],
])('with the %s layout', (_, isLegacy, header) => {
  const started = () => {
    const device = new NetDevice(userNetwork(), { mac });
    const receiving = new Driver(device, isLegacy).start();
    return { device, receiving, sending: receiving.also(1) };
  };
  const send = (driver: Driver, frame: Uint8Array) =>
    driver.request(driver.buffer(Uint8Array.of(...new Uint8Array(header), ...frame)));

  test('a slot says which card is in it', () => {
    const { receiving } = started();
    expect(receiving.get(R.DeviceID)).toBe(1);
    const space = Array.from({ length: 10 }, (_each, n) => Number(receiving.slot.read(R.Config + n, 1)));
    expect(space).toEqual([...mac, 1, 0, 0xff, 0xff]);
    expect([0, 1, 2].map((n) => (receiving.set(R.QueueSel, n), receiving.get(R.QueueSizeMax)))).toEqual([256, 256, 0]);
  });

  test('what is sent is answered into a buffer that waits', () => {
    const { receiving, sending } = started();
    const room = receiving.buffer(1526);
    expect(receiving.request(room)).toBe(-1);
    expect(send(sending, question)).toBe(0);
    const { length } = receiving.usedAt(0);
    const bytes = [...receiving.bytes(room)];
    expect([length, bytes.slice(0, header), bytes.slice(header, header + 14)]).toEqual([
      header + 60,
      isLegacy ? zeros : [...zeros, 1, 0],
      answer,
    ]);
  });

  test('an answer waits for a buffer; one that is too small loses it', () => {
    const { receiving, sending } = started();
    for (const length of [header + 59, header + 60]) {
      send(sending, question);
      expect(receiving.request(receiving.buffer(length))).toBe(length === header + 60 ? length : 0);
    }
  });

  test('more answers than can wait are lost', () => {
    const { device, receiving, sending } = started();
    const frame = sending.buffer(Uint8Array.of(...new Uint8Array(header), ...question));
    for (let n = 0; n < 300; n++) sending.request(frame);
    expect(device.save().frames).toHaveLength(256);
    receiving.set(R.Status, 0);
    expect(device.save().frames).toHaveLength(0);
  });

  test.each([
    ['a frame without a header', (sending: Driver) => sending.request(sending.buffer(new Uint8Array(header - 1)))],
    [
      'a buffer without room for one',
      (sending: Driver, receiving: Driver) => {
        receiving.request(receiving.buffer(header - 1));
        send(sending, question);
      },
    ],
    [
      'a buffer to receive that is to be read',
      (sending: Driver, receiving: Driver) => {
        receiving.request(receiving.buffer(question), receiving.buffer(2000));
        send(sending, question);
      },
    ],
  ])('%s breaks the device', (_name, harm) => {
    const { receiving, sending } = started();
    harm(sending, receiving);
    expect(receiving.usedIndex).toBe(0);
    receiving.request(receiving.buffer(2000));
    expect([send(sending, question), receiving.usedIndex]).toEqual([-1, 0]);
  });

  test('a legacy driver may choose its address, until the reset', () => {
    const { receiving } = started();
    receiving.slot.write(R.Config + 5, 1, 0x99n);
    receiving.slot.write(R.Config + 6, 1, 0n);
    const last = () => [5, 6].map((n) => Number(receiving.slot.read(R.Config + n, 1)));
    expect(last()).toEqual([isLegacy ? 0x99 : 0x56, 1]);
    receiving.set(R.Status, 0);
    expect(last()).toEqual([0x56, 1]);
  });
});
