import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Disk, type DiskImage, SECTOR } from './disk.ts';

const SECTORS = 37;
const contents = () => Uint8Array.from({ length: SECTORS * SECTOR }, (_, at) => 1 + (at >> 9));

const imageOf = (bytes: Uint8Array, keeps: boolean): DiskImage => ({
  sectors: SECTORS,
  read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
  ...(keeps && { write: (offset, written) => bytes.set(written, offset) }),
});
const all = (disk: Disk): Buffer => Buffer.from(disk.read(0, SECTORS * SECTOR));

/** What is done to a disk: bytes that are written, zeros, and a state that another disk goes on with. */
const steps = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: SECTORS - 1 }),
    count: fc.integer({ min: 1, max: 20 }),
    does: fc.constantFrom('writes', 'writes', 'zeros', 'saves', 'goes on') as fc.Arbitrary<
      'writes' | 'zeros' | 'saves' | 'goes on'
    >,
    byte: fc.integer({ min: 0, max: 255 }),
  }),
);

test('whether the image keeps what is written changes neither what is read nor the state', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const [original, file] = [contents(), contents()];
      let disks = [new Disk(imageOf(original, false)), new Disk(imageOf(file, true))] as const;
      for (const { at, count, does, byte } of list) {
        const [offset, length] = [at * SECTOR, Math.min(count, SECTORS - at) * SECTOR];
        const [one, other] = disks;
        if (does === 'writes') for (const disk of disks) disk.write(offset, new Uint8Array(length).fill(byte));
        else if (does === 'zeros') for (const disk of disks) disk.zero(offset, length);
        else if (does === 'saves') expect(isDeepStrictEqual(other.save(), one.save())).toBe(true);
        else {
          const states = disks.map((disk) => structuredClone(disk.save()));
          disks = [new Disk(imageOf(original, false)), new Disk(imageOf(file, true))];
          for (const [index, disk] of disks.entries()) disk.restore(states[index]!);
        }
        const [first, second] = disks;
        expect([all(second).equals(all(first)), all(first).equals(file)]).toEqual([true, true]);
      }
      expect(isDeepStrictEqual(disks[1].save(), disks[0].save())).toBe(true);
      expect(Buffer.from(original).equals(contents())).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('what the image keeps is read from there, and a saved state stays as it was', () => {
  const file = contents();
  const disk = new Disk(imageOf(file, true));
  disk.write(0, new Uint8Array(SECTOR).fill(0xaa));
  const state = structuredClone(disk.save());
  const saved = disk.save();
  file[0] = 0xbb;
  expect(disk.read(0, 1)).toEqual(Uint8Array.of(0xbb));
  disk.write(1, Uint8Array.of(0xcc));
  expect(saved).toEqual(state);
  expect(disk.save()[0]![1].subarray(0, 3)).toEqual(Uint8Array.of(0xbb, 0xcc, 0xaa));
});

/* A guest may zero any number of them; a Map has room for 2^24 pages, which are 64 GiB. */
test.each([false, true])('zeros over zeros are neither held nor kept (the image keeps: %s)', (keeps) => {
  const written: number[] = [];
  const sectors = 2 ** 17;
  const place = 40_000 * SECTOR;
  const image: DiskImage = {
    sectors,
    read(offset, into) {
      if (place >= offset && place < offset + into.length) into[place - offset] = 1;
    },
    ...(keeps && { write: (offset) => written.push(offset) }),
  };
  const disk = new Disk(image);
  disk.zero(0, sectors * SECTOR);
  disk.write(0, new Uint8Array(4 * 4096));
  const page = Math.floor(place / 4096);
  expect(disk.save().map(([number]) => number)).toEqual([page]);
  expect(written).toEqual(keeps ? [page * 4096] : []);
});
