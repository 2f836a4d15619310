import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DescriptorChain } from './descriptor-chain.ts';
import { R } from './registers.ts';
import { feature } from './serve-queue.ts';
import { Driver } from './testing/driver.ts';
import type { VirtioDevice } from './virtio-device.ts';

/* Expected values: virtio "Virtio Over MMIO", "Split Virtqueues" and "Device Status Field". */
const [ACKNOWLEDGED, NEEDS_RESET, FEATURES_OK] = [1, 64, 8];
const [NEXT, WRITE, INDIRECT] = [1, 2, 4];

/** Gives back what it is given, each byte plus one. */
const successor = (): VirtioDevice<number> & { handled: number } => ({
  id: 42,
  features: 1 << 3,
  queues: [8, 4],
  configuration: Uint8Array.of(1, 2, 3, 4, 5),
  handled: 0,
  handle(chain: DescriptorChain) {
    this.handled++;
    const bytes = chain.read(0, chain.writableLength).map((byte) => byte + 1);
    chain.write(0, bytes);
    return bytes.length;
  },
  reset() {
    this.handled = 0;
  },
  save() {
    return this.handled;
  },
  restore(state) {
    this.handled = state;
  },
});

describe.each([
  ['legacy', true],
  ['version 1', false],
])('with the %s layout', (_, isLegacy) => {
  const started = (features = 0) => new Driver(successor(), isLegacy).start(features);

  test('a slot says who is in it', () => {
    const driver = started();
    expect([R.MagicValue, R.Version, R.DeviceID, R.VendorID].map((at) => driver.get(at))).toEqual([
      0x74726976,
      isLegacy ? 1 : 2,
      42,
      0x554d4551,
    ]);
    expect([0, 1, 2].map((n) => (driver.set(R.QueueSel, n), driver.get(R.QueueSizeMax)))).toEqual([8, 4, 0]);
  });

  test('features are offered by words', () => {
    const driver = started();
    const word = (n: number) => (driver.set(R.DeviceFeaturesSel, n), driver.get(R.DeviceFeatures));
    const own = (1 << 3) | feature.INDIRECT_DESC | feature.EVENT_IDX;
    expect(word(0)).toBe(own | (isLegacy ? feature.ANY_LAYOUT : 0));
    expect(word(1)).toBe(isLegacy ? 0 : feature.VERSION_1);
    expect(word(2)).toBe(0);
  });

  test('a request is served, given back and told of, until that is acknowledged', () => {
    const driver = started();
    const [from, to] = [driver.buffer(Uint8Array.of(1, 2, 255)), driver.buffer(3)];
    expect(driver.request(from, to)).toBe(3);
    expect([...driver.bytes(to)]).toEqual([2, 3, 0]);
    expect([driver.line.level, driver.get(R.InterruptStatus)]).toEqual([true, 1]);
    driver.set(R.InterruptACK, ACKNOWLEDGED);
    expect([driver.line.level, driver.get(R.InterruptStatus)]).toEqual([false, 0]);
  });

  test('buffers may be cut anywhere', () => {
    const driver = started();
    const bytes = Uint8Array.from({ length: 40 }, (_each, n) => n);
    const from = [0, 1, 8, 33].map((begin, n, all) => driver.buffer(bytes.subarray(begin, all[n + 1])));
    const to = [driver.buffer(7), driver.buffer(1), driver.buffer(32)];
    expect(driver.request(...from, ...to)).toBe(40);
    expect(to.flatMap((each) => [...driver.bytes(each)])).toEqual([...bytes].map((byte) => byte + 1));
  });

  test('a chain may go on in an indirect table', () => {
    const driver = started(feature.INDIRECT_DESC);
    const [from, to] = [driver.buffer(Uint8Array.of(9)), driver.buffer(1)];
    const table = driver.buffer(32);
    driver.describe(0, from, NEXT, 1, table.address);
    driver.describe(1, to, WRITE, 0, table.address);
    driver.describe(5, table, INDIRECT | WRITE);
    driver.offer(5);
    driver.notify();
    expect([driver.usedAt(0), [...driver.bytes(to)]]).toEqual([{ head: 5, length: 1 }, [10]]);
  });

  test('the driver need not be told, and may say of which one it wants to be', () => {
    const silent = started();
    silent.memory.write(silent.available, 2, 1n);
    silent.request(silent.buffer(Uint8Array.of(1)), silent.buffer(1));
    expect(silent.get(R.InterruptStatus)).toBe(0);

    const driver = started(feature.EVENT_IDX);
    const told = Array.from({ length: 6 }, (_each, n) => {
      driver.memory.write(driver.available + 4 + 2 * driver.size, 2, BigInt(n < 3 ? 2 : 4));
      driver.request(driver.buffer(Uint8Array.of(1)), driver.buffer(1));
      const raised = driver.get(R.InterruptStatus);
      driver.set(R.InterruptACK, ACKNOWLEDGED);
      return raised;
    });
    expect(told).toEqual([1, 0, 1, 0, 1, 0]);
    expect(driver.memory.readSmall(driver.used + 4 + 8 * driver.size, 2)).toBe(6);
  });

  test('rings wrap', () => {
    const driver = started();
    for (let n = 0; n < 70_000; n++) driver.request({ address: 0x8002_0000, length: 1, isWritable: true });
    expect([driver.usedIndex, driver.get(R.Status)]).toEqual([70_000 % 65_536, 15]);
  });

  const broken: readonly (readonly [string, (driver: Driver) => void])[] = [
    ['a loop of descriptors', (driver) => driver.describe(0, driver.buffer(1), NEXT | WRITE, 0)],
    ['a buffer outside RAM', (driver) => driver.describe(0, { address: 0x1000, length: 1, isWritable: true }, WRITE)],
    [
      'a buffer across the end of RAM',
      (driver) => driver.describe(0, { address: 0x800f_ffff, length: 2, isWritable: true }, WRITE),
    ],
    ['an empty buffer', (driver) => driver.describe(0, { address: 0x8000_0000, length: 0, isWritable: true }, WRITE)],
    [
      'a buffer to read behind one to write',
      (driver) => {
        driver.describe(0, driver.buffer(1), NEXT | WRITE, 1);
        driver.describe(1, driver.buffer(Uint8Array.of(1)), 0);
      },
    ],
    [
      'a descriptor that is not there',
      (driver) => {
        const table = driver.buffer(16);
        driver.describe(0, driver.buffer(1), NEXT | WRITE, 1, table.address);
        driver.describe(1, driver.buffer(1), WRITE, 0, table.address);
        driver.describe(0, table, INDIRECT);
      },
    ],
    ['an indirect table of parts', (driver) => driver.describe(0, driver.buffer(17), INDIRECT)],
    [
      'an indirect table in one',
      (driver) => {
        const [table, inner] = [driver.buffer(16), driver.buffer(16)];
        driver.describe(0, driver.buffer(1), WRITE, 0, inner.address);
        driver.describe(0, inner, INDIRECT, 0, table.address);
        driver.describe(0, table, INDIRECT);
      },
    ],
    [
      'more than there is room for',
      (driver) => {
        driver.describe(0, driver.buffer(1), WRITE);
        driver.memory.write(driver.available + 2, 2, 9n);
      },
    ],
  ];
  test.each(broken)('%s breaks the device until it is reset', (_name, harm) => {
    const driver = started();
    harm(driver);
    if (driver.memory.readSmall(driver.available + 2, 2) === 0) driver.offer(0);
    driver.notify();
    expect(driver.usedIndex).toBe(0);
    expect(driver.get(R.Status)).toBe(isLegacy ? 15 : 15 | NEEDS_RESET);
    expect(driver.get(R.InterruptStatus)).toBe(isLegacy ? 0 : 2);
    driver.describe(0, driver.buffer(1), WRITE);
    driver.memory.write(driver.available + 2, 2, 1n);
    driver.notify();
    expect(driver.usedIndex).toBe(0);
    driver.start();
    driver.notify();
    expect([driver.usedIndex, driver.get(R.Status)]).toEqual([1, 15]);
  });

  test('what is in rings outside RAM is not looked for', () => {
    const driver = started();
    if (isLegacy) driver.set(R.QueuePFN, 0xffff_ffff);
    else {
      driver.set(R.QueueReady, 0);
      driver.set(R.QueueDriverHigh, 0xffff_ffff);
      driver.set(R.QueueReady, 1);
    }
    driver.notify();
    expect(driver.get(R.InterruptStatus)).toBe(isLegacy ? 0 : 2);
  });

  test('a queue that is not in use is not looked at', () => {
    const driver = started();
    driver.offer(0);
    if (isLegacy) driver.set(R.QueuePFN, 0);
    else driver.set(R.QueueReady, 0);
    driver.notify();
    driver.set(R.QueueNotify, 1);
    driver.set(R.QueueNotify, 77);
    expect([driver.usedIndex, driver.get(R.Status)]).toEqual([0, 15]);
  });

  test.runIf(isLegacy)('a queue that is given up is forgotten', () => {
    const driver = started();
    driver.request(driver.buffer(Uint8Array.of(1)), driver.buffer(1));
    driver.set(R.QueuePFN, 0);
    driver.memory.writeBytes(driver.used, new Uint8Array(8));
    driver.memory.writeBytes(driver.available, Uint8Array.of(0, 0, 1, 0, 0, 0));
    driver.set(R.QueueSize, driver.size);
    driver.set(R.QueuePFN, driver.descriptors / 4096);
    driver.notify();
    expect(driver.usedIndex).toBe(1);
  });

  test('a reset forgets all but the sizes of pages', () => {
    const driver = started();
    driver.request(driver.buffer(Uint8Array.of(1)), driver.buffer(1));
    driver.set(R.Status, 0);
    expect([R.Status, R.InterruptStatus, R.QueuePFN, R.QueueReady].map((at) => driver.get(at))).toEqual([0, 0, 0, 0]);
    expect(driver.line.level).toBe(false);
  });

  // QEMU, hw/virtio/virtio-mmio.c: virtio_mmio_update_irq after each notification and acknowledgement.
  test('each notification raises the interrupt, also while it is high, and no other access does', () => {
    const driver = started();
    for (const count of [1, 2]) {
      driver.request(driver.buffer(Uint8Array.of(1)), driver.buffer(1));
      expect([driver.line.raised, driver.line.rises]).toEqual([count, 1]);
    }
    for (const register of [R.QueueSel, R.DeviceFeaturesSel]) driver.set(register, 0);
    driver.slot.restore(driver.slot.save());
    expect(driver.line.raised).toBe(2);
    driver.set(R.InterruptACK, 2);
    expect(driver.line.raised).toBe(3);
    driver.set(R.InterruptACK, 1);
    expect([driver.line.raised, driver.line.level]).toEqual([3, false]);
  });

  test('what was saved goes on as it would have', () => {
    const driver = started();
    driver.request(driver.buffer(Uint8Array.of(1)), driver.buffer(1));
    const state = structuredClone(driver.slot.save());
    expect(driver.slot.save()).toBe(driver.slot.save());
    driver.set(R.Status, 0);
    expect(driver.slot.save()).not.toEqual(state);
    driver.slot.restore(state);
    expect(driver.slot.save()).toBe(state);
    expect(driver.request(driver.buffer(Uint8Array.of(1)), driver.buffer(1))).toBe(1);
    expect(driver.usedIndex).toBe(2);
  });

  test('whatever a guest writes and wherever, nothing is thrown and nothing outside its memory is touched', () => {
    const accesses = fc.array(
      fc.record({
        offset: fc.oneof(fc.constantFrom(...Object.values(R)), fc.integer({ min: 0, max: 0x1ff })),
        width: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
        value: fc.oneof(fc.bigInt({ min: 0n, max: 16n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
        store: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(accesses, fc.uint8Array({ minLength: 256, maxLength: 256 }), (all, queue) => {
        const driver = started();
        driver.memory.writeBytes(driver.descriptors, queue);
        for (const { offset, width, value, store } of all) {
          const isThere = offset % width === 0 && offset + width <= 0x200;
          if (store) expect(driver.slot.write(offset, width, value)).toBe(isThere);
          else expect(driver.slot.read(offset, width) !== undefined).toBe(isThere);
        }
      }),
    );
  });
});

test('a driver of version 1 that accepts what is not offered is not told that it is well', () => {
  const driver = new Driver(successor()).start(1 << 4);
  expect(driver.get(R.Status) & FEATURES_OK).toBe(0);
});

/* Behind it there are ones on QEMU 11.1.3, in the whole of what is read; none is in an empty slot. */
test('the configuration space is read in parts of any width, and is ones behind its end', () => {
  const { slot } = new Driver(successor());
  expect([slot.read(0x100, 1), slot.read(0x102, 2), slot.read(0x100, 8), slot.read(0x108, 4)]).toEqual([
    1n,
    0x0403n,
    0xffff_ffff_0403_0201n,
    0xffff_ffffn,
  ]);
  expect(new Driver(undefined).slot.read(0x100, 4)).toBe(0n);
});

test('what is too much at once goes on at the end of the turn', () => {
  const greedy = { ...successor(), handle: (chain: DescriptorChain) => chain.writableLength };
  const driver = new Driver(greedy).start();
  for (const n of [0, 1]) {
    // Sixteen times the same mebibyte.
    const table = driver.buffer(256);
    for (let each = 0; each < 16; each++)
      driver.describe(
        each,
        { address: 0x8000_0000, length: 1 << 20, isWritable: true },
        WRITE | (each < 15 ? NEXT : 0),
        each + 1,
        table.address,
      );
    driver.describe(n, table, INDIRECT);
    driver.offer(n);
  }
  driver.notify();
  expect(driver.usedIndex).toBe(1);
  driver.slot.poll?.();
  expect(driver.usedIndex).toBe(2);
});

describe('a device that waits for something to come', () => {
  const receiver = () => ({
    ...successor(),
    come: 0,
    wants(queue: number) {
      return queue === 0 && this.come > 0;
    },
    handle(chain: DescriptorChain) {
      chain.write(0, Uint8Array.of(this.come--));
      return 1;
    },
  });

  test('keeps the buffers until it comes, and needs not be told of them', () => {
    const device = receiver();
    const driver = new Driver(device).start(feature.EVENT_IDX);
    const to = [driver.buffer(1), driver.buffer(1), driver.buffer(1)];
    for (const [n, each] of to.entries()) driver.describe(n, each, WRITE);
    driver.offer(0);
    driver.notify();
    driver.offer(1);
    expect([driver.usedIndex, driver.get(R.InterruptStatus)]).toEqual([0, 0]);
    device.come = 2;
    driver.slot.poll?.();
    expect([driver.usedIndex, driver.get(R.InterruptStatus)]).toEqual([2, 1]);
    expect(to.map((each) => [...driver.bytes(each)])).toEqual([[2], [1], [0]]);
    const { transport } = driver.slot.save();
    driver.offer(2);
    driver.notify();
    device.come = 1;
    driver.slot.poll?.();
    expect(driver.usedIndex).toBe(3);
    // With nothing to serve nothing changes.
    expect(driver.slot.save().transport).not.toBe(transport);
    device.come = 1;
    const idle = driver.slot.save().transport;
    driver.slot.poll?.();
    expect(driver.slot.save().transport).toBe(idle);
  });

  test('what comes of one queue goes into another at once', () => {
    const device = receiver();
    const driver = new Driver(device).start();
    driver.describe(0, driver.buffer(1), WRITE);
    driver.offer(0);
    device.come = 1;
    driver.set(R.QueueNotify, 1);
    expect(driver.usedIndex).toBe(1);
  });

  test('waits for the driver as well', () => {
    const device = receiver();
    const driver = new Driver(device).start();
    driver.set(R.Status, 11);
    driver.describe(0, driver.buffer(1), WRITE);
    driver.offer(0);
    device.come = 1;
    driver.slot.poll?.();
    expect(driver.usedIndex).toBe(0);
    driver.set(R.Status, 15);
    driver.slot.poll?.();
    expect(driver.usedIndex).toBe(1);
  });
});

test('an error that is not the guest’s is not hidden', () => {
  const faulty = {
    ...successor(),
    handle: () => {
      throw new Error('of the host');
    },
  };
  const driver = new Driver(faulty).start();
  expect(() => driver.request(driver.buffer(1))).toThrow('of the host');
});

test('an empty slot has no device, no poll and no state to lose', () => {
  const driver = new Driver(undefined).start();
  expect([driver.get(R.DeviceID), driver.get(R.Status), driver.slot.poll]).toEqual([0, 0, undefined]);
});
