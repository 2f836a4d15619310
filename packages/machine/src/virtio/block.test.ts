import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockDevice } from './block.ts';
import { type DiskImage, SECTOR } from './disk.ts';
import { R } from './registers.ts';
import { Driver } from './testing/driver.ts';

/* Expected values: virtio "Block Device". */
const [IN, OUT, FLUSH, FLUSH_OUT, GET_ID, LIFETIME, DISCARD, WRITE_ZEROES] = [0, 1, 4, 5, 8, 10, 11, 13];
const [OK, IOERR, UNSUPP] = [0, 1, 2];
const NEEDS_RESET = 64;
const SECTORS = 20;

/** An image in memory that keeps what is written, and says what was done to it. */
const imageOf = (sectors = SECTORS) => {
  const bytes = Uint8Array.from({ length: sectors * SECTOR }, (_, at) => 1 + (at >> 9));
  const log: string[] = [];
  const image: DiskImage = {
    sectors,
    read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
    write(offset, written) {
      log.push(`write ${offset} ${written.length}`);
      bytes.set(written, offset);
    },
    flush: () => log.push('flush'),
  };
  return { image, bytes, log };
};

const F_FLUSH = 1 << 9;

const disk = (isReadOnly = false, features = F_FLUSH) => {
  const { image, bytes, log } = imageOf();
  const told: string[] = [];
  const device = new BlockDevice(image, { isReadOnly, serial: 'disk 1' }, (said) => told.push(said));
  const driver = new Driver(device, false, 8).start(features);
  const ask = (type: number, sector: bigint, data: Uint8Array, room = 0) => {
    const header = new DataView(new ArrayBuffer(16));
    header.setUint32(0, type, true);
    header.setBigUint64(8, sector, true);
    const [head, status] = [driver.buffer(new Uint8Array(header.buffer)), driver.buffer(1)];
    driver.memory.write(status.address, 1, 0xeen);
    const answer = driver.buffer(room);
    const written = driver.request(
      head,
      ...(data.length > 0 ? [driver.buffer(data)] : []),
      ...(room > 0 ? [answer] : []),
      status,
    );
    return { status: driver.bytes(status)[0], answer: driver.bytes(answer), written };
  };
  const segment = (sector: bigint, sectors: number, flags = 0) => {
    const view = new DataView(new ArrayBuffer(16));
    view.setBigUint64(0, sector, true);
    view.setUint32(8, sectors, true);
    view.setUint32(12, flags, true);
    return new Uint8Array(view.buffer);
  };
  return { driver, bytes, log, told, ask, segment };
};
const none = new Uint8Array();

test('its capacity and its limits', () => {
  const { driver } = disk();
  expect(driver.slot.read(0x100, 8)).toBe(BigInt(SECTORS));
  expect([12, 20].map((at) => driver.get(R.Config + at))).toEqual([254, 512]);
});

/* As on QEMU 11.1.3, whose configuration space has 57 bytes as well. */
test('behind the end of its configuration space there are ones', () => {
  const { driver } = disk();
  const read = (offset: number, width: 1 | 2 | 4) => Number(driver.slot.read(R.Config + offset, width));
  expect([read(56, 1), read(57, 1), read(52, 4), read(56, 2), read(56, 4), read(0xfc, 4)]).toEqual([
    1, 0xff, 1, 0xffff, 0xffff_ffff, 0xffff_ffff,
  ]);
});

test('sectors are read, and written in the order of the requests', () => {
  const { ask, bytes, log } = disk();
  const read = ask(IN, 3n, none, 2 * SECTOR);
  expect([read.status, read.written, read.answer[0], read.answer[SECTOR]]).toEqual([OK, 2 * SECTOR + 1, 4, 5]);
  expect(ask(OUT, 9n, new Uint8Array(SECTOR).fill(0xaa)).written).toBe(1);
  expect(ask(FLUSH, 0n, none).status).toBe(OK);
  expect(ask(OUT, 0n, new Uint8Array(2 * SECTOR).fill(0xbb)).status).toBe(OK);
  expect(log).toEqual(['write 4608 512', 'flush', 'write 0 1024']);
  expect([bytes[1023], bytes[1024], bytes[9 * SECTOR], bytes[10 * SECTOR]]).toEqual([0xbb, 3, 0xaa, 11]);
  expect(ask(IN, 8n, none, 2 * SECTOR).answer.filter((_, at) => at % SECTOR === 0)).toEqual(Uint8Array.of(9, 0xaa));
});

/* virtio "Block Device", the definition of a stable write: FLUSH was offered, and is not negotiated. */
test('what a driver that does not flush writes is not to be lost', () => {
  const { ask, log, segment } = disk(false, 0);
  ask(OUT, 1n, new Uint8Array(SECTOR));
  ask(IN, 1n, none, SECTOR);
  ask(OUT, BigInt(SECTORS), new Uint8Array(SECTOR));
  ask(DISCARD, 0n, segment(2n, 1));
  ask(WRITE_ZEROES, 0n, segment(3n, 1));
  expect(log).toEqual(['write 512 512', 'flush', 'write 1536 512', 'flush']);
});

test('a flush has two names', () => {
  const { ask, log } = disk();
  expect([FLUSH, FLUSH_OUT].map((type) => ask(type, 0n, none).status)).toEqual([OK, OK]);
  expect(log).toEqual(['flush', 'flush']);
});

test('whoever wants to know is told of each request that is served, and of no other', () => {
  const { ask, told, segment } = disk();
  ask(OUT, 9n, new Uint8Array(2 * SECTOR));
  ask(OUT, BigInt(SECTORS), new Uint8Array(SECTOR));
  ask(IN, 1n, none, SECTOR);
  ask(IN, BigInt(SECTORS), none, SECTOR);
  ask(FLUSH, 0n, none);
  ask(GET_ID, 0n, none, 20);
  ask(DISCARD, 0n, segment(1n, 2));
  ask(DISCARD, 0n, segment(1n, 2, 1));
  ask(WRITE_ZEROES, 0n, segment(0n, 3));
  expect(told).toEqual([
    'write of 1024 bytes at 0x1200',
    'read of 512 bytes at 0x200',
    'flush',
    'discard of 1024 bytes at 0x200',
    'zeros of 1536 bytes at 0x0',
  ]);
});

test.each([
  ['a sector behind the end', IN, BigInt(SECTORS), SECTOR],
  ['a part behind the end', IN, BigInt(SECTORS - 1), 2 * SECTOR],
  ['the last sector that there is a number for', IN, 2n ** 64n - 1n, SECTOR],
  ['half a sector', IN, 0n, 256],
])('%s is an error', (_, type, sector, room) => {
  const { ask } = disk();
  expect(ask(type, sector, none, room)).toMatchObject({ status: IOERR });
  expect(ask(OUT, sector, new Uint8Array(room)).status).toBe(IOERR);
});

test('a disk that is read only is not written', () => {
  const { ask, log, driver, segment } = disk(true);
  expect(ask(OUT, 0n, new Uint8Array(SECTOR)).status).toBe(IOERR);
  expect(ask(WRITE_ZEROES, 0n, segment(0n, 1)).status).toBe(IOERR);
  driver.set(R.DeviceFeaturesSel, 0);
  expect([log, (driver.get(R.DeviceFeatures) >> 5) & 1]).toEqual([[], 1]);
});

test('its name', () => {
  const { ask } = disk();
  const { status, answer, written } = ask(GET_ID, 0n, none, 20);
  expect([status, written, new TextDecoder().decode(answer)]).toEqual([OK, 21, `disk 1${'\0'.repeat(14)}`]);
});

test('sectors are zeroed, with flags that are known', () => {
  const { ask, bytes, segment, driver } = disk();
  expect(ask(WRITE_ZEROES, 0n, segment(7n, 10, 1)).status).toBe(OK);
  // What is discarded stays, as on QEMU 11.1.3.
  expect(ask(DISCARD, 0n, segment(18n, 1)).status).toBe(OK);
  const zeros = Array.from({ length: SECTORS }, (_, n) =>
    bytes.subarray(n * SECTOR, (n + 1) * SECTOR).every((each) => each === 0),
  );
  expect(zeros.flatMap((is, n) => (is ? [n] : []))).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  expect(ask(IN, 0n, none, SECTORS * SECTOR).answer).toEqual(bytes);
  expect(ask(DISCARD, 0n, segment(0n, 1, 1)).status).toBe(UNSUPP);
  expect(ask(WRITE_ZEROES, 0n, segment(0n, 1, 2)).status).toBe(UNSUPP);
  expect(ask(WRITE_ZEROES, 0n, segment(19n, 2)).status).toBe(IOERR);
  // As on QEMU 11.1.3.
  expect(ask(DISCARD, 0n, new Uint8Array(32)).status).toBe(UNSUPP);
  expect([ask(WRITE_ZEROES, 0n, new Uint8Array(15)).status, driver.get(R.Status) & NEEDS_RESET]).toEqual([0xee, 64]);
});

test('what it cannot do it says', () => {
  const { ask } = disk();
  expect([LIFETIME, 2, 0xffff_ffff].map((type) => ask(type, 0n, none).status)).toEqual([UNSUPP, UNSUPP, UNSUPP]);
});

test('a request without a header, or without room for its status, breaks it', () => {
  for (const buffers of [[15, 1], [16]]) {
    const { driver } = disk();
    driver.request(...buffers.map((length, n) => driver.buffer(n === 0 ? new Uint8Array(length) : length)));
    expect(driver.get(R.Status) & 64).toBe(64);
  }
});

test(
  'its state is what was written, over the image; an older one brings back what was there',
  { timeout: 30_000 },
  () => {
    const { image } = imageOf();
    const forgets: DiskImage = { sectors: image.sectors, read: image.read };
    const model = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: SECTORS - 1 }),
        count: fc.integer({ min: 1, max: 9 }),
        byte: fc.integer({ min: 0, max: 255 }),
        keeps: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(model, (writes) => {
        const device = new BlockDevice(forgets, { isReadOnly: false });
        const driver = new Driver(device).start();
        const ask = (type: number, sector: number, data: Uint8Array | number) => {
          const header = new Uint8Array(16);
          header[0] = type;
          header[8] = sector;
          const buffer = { address: 0x800c_0000, length: 0, isWritable: typeof data === 'number' };
          if (typeof data !== 'number') driver.memory.writeBytes(buffer.address, data);
          const whole = { ...buffer, length: typeof data === 'number' ? data : data.length };
          driver.memory.writeBytes(0x800b_0000, header);
          driver.request({ address: 0x800b_0000, length: 16, isWritable: false }, whole, {
            address: 0x800b_0100,
            length: 1,
            isWritable: true,
          });
          return driver.bytes(whole);
        };
        const now = Uint8Array.from({ length: SECTORS * SECTOR }, (_, at) => 1 + (at >> 9));
        let [kept, then] = [device.save(), now.slice()];
        let clone = structuredClone(kept);
        for (const { at, count, byte, keeps } of writes) {
          const sectors = Math.min(count, SECTORS - at);
          ask(OUT, at, new Uint8Array(sectors * SECTOR).fill(byte));
          now.fill(byte, at * SECTOR, (at + sectors) * SECTOR);
          if (keeps) [kept, then] = [device.save(), now.slice()];
          if (keeps) clone = structuredClone(kept);
        }
        expect(ask(IN, 0, SECTORS * SECTOR)).toEqual(now);
        expect(kept).toEqual(clone);
        device.restore(kept);
        expect(ask(IN, 0, SECTORS * SECTOR)).toEqual(then);
        expect(device.save()).toBe(kept);
      }),
      { numRuns: 25 },
    );
  },
);
