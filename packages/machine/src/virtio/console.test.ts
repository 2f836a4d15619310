import { expect, test } from 'vitest';
import { ConsoleDevice, type ConsolePort } from './console.ts';
import { R } from './registers.ts';
import { Driver, type Offered } from './testing/driver.ts';

/* Expected values: virtio "Console Device"; the queues are as long as QEMU's, hw/char/virtio-serial-bus.c. */
const [MULTIPORT, EMERG_WRITE] = [2, 4];
const multiport = { features: MULTIPORT, isVersion1: true };
const onePort = { features: 0, isVersion1: true };
const [DEVICE_READY, DEVICE_ADD, PORT_READY, CONSOLE_PORT, PORT_OPEN, PORT_NAME] = [0, 1, 3, 4, 6, 7];
const [IN, OUT, CONTROL_IN, CONTROL_OUT, PORT1_IN, PORT1_OUT] = [0, 1, 2, 3, 4, 5];

/** A device on whose ports one can type, and a driver of its first queue. */
const console = (features = MULTIPORT, ports: readonly Omit<ConsolePort, 'line'>[] = twoPorts) => {
  const sent: string[] = [];
  const typed = new Map<number, number[]>();
  const device = new ConsoleDevice(
    ports.map((port) => ({
      ...port,
      line: {
        transmit: (byte) => sent.push(`${port.number}${String.fromCharCode(byte)}`),
        receive: () => typed.get(port.number)?.shift() ?? -1,
      },
    })),
    4,
  );
  const first = new Driver(device).start(features);
  const type = (port: number, text: string) => typed.set(port, [...new TextEncoder().encode(text)]);
  return { device, first, sent, type, typed };
};
const twoPorts = [
  { number: 0, isConsole: true },
  { number: 1, isConsole: false, name: 'org.test' },
];
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const message = (id: number, event: number, value: number): Uint8Array =>
  Uint8Array.of(id, id >> 8, id >> 16, id >> 24, event, event >> 8, value, value >> 8);

/** Lets the device handle chains without a driver, as its queue would. */
const direct = (device: ConsoleDevice, negotiated = multiport) => {
  const driver = new Driver(undefined);
  const chainOf = (offered: Offered) => {
    driver.describe(0, offered, offered.isWritable ? 2 : 0);
    return driver.chain(0);
  };
  return {
    send: (queue: number, bytes: Uint8Array) => device.handle(chainOf(driver.buffer(bytes)), queue, negotiated),
    take: (queue: number, room = 64): Uint8Array | undefined => {
      if (!device.wants(queue, negotiated)) return undefined;
      const buffer = driver.buffer(room);
      const written = device.handle(chainOf(buffer), queue, negotiated);
      return driver.bytes(buffer).subarray(0, written);
    },
  };
};

test('its queues, its features and how many ports there may be', () => {
  const { first, device } = console();
  expect(device.queues).toEqual([128, 128, 32, 32, 128, 128, 128, 128, 128, 128]);
  expect([first.get(R.DeviceID), first.get(R.Config + 4)]).toEqual([3, 4]);
  expect(device.features).toBe(MULTIPORT | EMERG_WRITE);
  expect(new ConsoleDevice([], 1).features).toBe(EMERG_WRITE);
});

test('what is sent comes out of its port; of a port that is not there, nowhere', () => {
  const { device, sent } = console();
  const { send } = direct(device);
  send(OUT, Uint8Array.from([0x61, 0x62]));
  send(PORT1_OUT, Uint8Array.from([0x63]));
  send(7, Uint8Array.from([0x64]));
  expect(sent).toEqual(['0a', '0b', '1c']);
});

test('ports are announced, named and opened', () => {
  const { device } = console();
  const { send, take } = direct(device);
  const all = (): Uint8Array[] => {
    const taken = take(CONTROL_IN);
    return taken ? [taken.slice(), ...all()] : [];
  };
  expect(all()).toEqual([]);
  send(CONTROL_OUT, message(0, DEVICE_READY, 0));
  expect(all()).toEqual([]);
  send(CONTROL_OUT, message(0, DEVICE_READY, 1));
  expect(all()).toEqual([message(0, DEVICE_ADD, 1), message(1, DEVICE_ADD, 1)]);
  send(CONTROL_OUT, message(0, PORT_READY, 1));
  expect(all()).toEqual([message(0, CONSOLE_PORT, 1), message(0, PORT_OPEN, 1)]);
  send(CONTROL_OUT, message(1, PORT_READY, 1));
  const named = Uint8Array.from([...message(1, PORT_NAME, 1), ...new TextEncoder().encode('org.test')]);
  expect(all()).toEqual([named, message(1, PORT_OPEN, 1)]);
  for (const odd of [message(9, PORT_READY, 1), message(0, 99, 1), message(1, PORT_READY, 0), Uint8Array.of(1, 2)]) {
    send(CONTROL_OUT, odd);
    expect(all()).toEqual([]);
  }
});

test('a driver that takes no messages has a bounded number of them', () => {
  const { device } = console();
  const { send } = direct(device);
  for (let n = 0; n < 1000; n++) send(CONTROL_OUT, message(0, DEVICE_READY, 1));
  expect(device.save().messages).toHaveLength(256);
});

test('input waits until the guest has opened the port', () => {
  const { device, type, typed } = console();
  const { send, take } = direct(device);
  type(1, 'hello');
  expect([take(PORT1_IN), device.listens(PORT1_IN, multiport)]).toEqual([undefined, false]);
  send(CONTROL_OUT, message(1, PORT_OPEN, 1));
  expect([device.listens(PORT1_IN, multiport), device.listens(IN, multiport)]).toEqual([true, false]);
  expect([text(take(PORT1_IN, 3)!), text(take(PORT1_IN, 3)!), take(PORT1_IN, 3)]).toEqual(['hel', 'lo', undefined]);
  send(CONTROL_OUT, message(1, PORT_OPEN, 0));
  type(1, 'more');
  expect([take(PORT1_IN), typed.get(1)]).toEqual([undefined, [...new TextEncoder().encode('more')]]);
});

test('without MULTIPORT port 0 is open', () => {
  const { device, type } = console();
  const { take } = direct(device, onePort);
  type(0, 'x');
  expect([text(take(IN)!), device.listens(IN, onePort), device.listens(PORT1_IN, onePort)]).toEqual(['x', true, false]);
});

test('what comes is put into a buffer that waits, when harts have had their turn', () => {
  const { first, type } = console(0);
  const buffer = first.buffer(8);
  first.describe(0, buffer, 2);
  expect(first.slot.listens).toBe(false);
  first.offer(0);
  first.notify();
  expect([first.usedIndex, first.slot.listens]).toEqual([0, true]);
  type(0, 'hi');
  first.slot.poll!();
  expect([first.usedAt(0), text(first.bytes(buffer).subarray(0, 2)), first.line.rises]).toEqual([
    { head: 0, length: 2 },
    'hi',
    1,
  ]);
  expect(first.slot.listens).toBe(false);
});

test('a slot does not listen where the ring is outside RAM', () => {
  const { first } = console(0);
  first.set(R.QueueDriverLow, 0x1000);
  expect(first.slot.listens).toBe(false);
});

test('a byte of an emergency needs no queue', () => {
  const { first, sent } = console();
  first.set(R.Status, 0);
  first.slot.write(R.Config + 8, 4, 0x1241n);
  first.slot.write(R.Config + 4, 4, 0x42n);
  expect(sent).toEqual(['0A']);
});

test('its state is what the guest has opened and what waits; a reset keeps what has come', () => {
  const { device, type } = console();
  const { send, take } = direct(device);
  send(CONTROL_OUT, message(0, PORT_OPEN, 1));
  type(0, 'ab');
  expect(device.wants(IN, multiport)).toBe(true);
  const state = structuredClone(device.save());
  expect(state).toEqual({ messages: [], open: [0], held: [0x61, -1] });
  expect(text(take(IN)!)).toBe('ab');
  device.restore(state);
  type(0, 'c');
  expect(text(take(IN)!)).toBe('ac');
  device.restore(state);
  device.reset();
  expect(device.save()).toEqual({ messages: [], open: [], held: [0x61, -1] });
});

test('a request that sends the same buffer a thousand times is cut off', () => {
  const { first } = console(0);
  const buffer = { address: 0x8000_0000, length: 1 << 20, isWritable: false };
  for (let n = 0; n < 7; n++) first.describe(n, buffer, 1, n + 1);
  first.describe(7, buffer, 0);
  const chain = first.chain(0);
  expect(chain.readableLength).toBe(8 << 20);
  let count = 0;
  const counting = new ConsoleDevice(
    [{ number: 0, isConsole: true, line: { transmit: () => count++, receive: () => -1 } }],
    1,
  );
  counting.handle(chain, OUT, onePort);
  expect(count).toBe(1 << 20);
});
