import { describe, expect, test } from 'vitest';
import { MachineMemory } from './machine-memory.ts';

const ramBase = 0x8000_0000;
const ramSize = 0x4000;
const poisoned = (...addresses: number[]) => {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize });
  for (const address of addresses) memory.poison.add(address);
  return memory;
};

test('a line is 64 bytes, and is named by any of them', () => {
  const { poison } = poisoned(ramBase + 0x1fff, ramBase + 0x41, ramBase + 0x7f);
  expect(poison.save()).toEqual([ramBase + 0x40, ramBase + 0x1fc0]);
  expect(poison.exist).toBe(true);
});

test.each([
  [0x3f, 1, -1],
  [0x3f, 2, 0x40],
  [0x40, 1, 0x40],
  [0x55, 8, 0x55],
  [0x7f, 2, 0x7f],
  [0x80, 8, -1],
  [0, 4096, 0x40],
])('from 0x%s, the first corrupted of %i bytes', (offset, length, first) => {
  expect(poisoned(ramBase + 0x40).poison.first(ramBase + offset, length)).toBe(first < 0 ? -1 : ramBase + first);
});

test('its page is one with corrupted data, the pages beside it are not', () => {
  const { poison } = poisoned(ramBase + 0x1000, ramBase + 0x1fc0);
  expect([0, 0x1000, 0x2000].map((page) => poison.areIn(ramBase + page))).toEqual([false, true, false]);
});

describe('reri "Error Detection and Correction": poison is cleared where the data is completely overwritten', () => {
  test.each([
    ['all of it', 0x40, 64, []],
    ['more than it', 0, 0x1000, []],
    ['all but its first byte', 0x41, 64, [0x40]],
    ['all but its last byte', 0x3f, 64, [0x40]],
  ])('%s', (_name, offset, length, left) => {
    const memory = poisoned(ramBase + 0x40);
    memory.writeBytes(ramBase + offset, new Uint8Array(length));
    expect(memory.poison.save()).toEqual(left.map((line) => ramBase + line));
    const other = poisoned(ramBase + 0x40);
    if (offset % 8 === 0) other.zero(ramBase + offset, length);
    else other.stored(ramBase + offset, length);
    expect(other.poison.save()).toEqual(left.map((line) => ramBase + line));
  });

  test('by one store: eight stores of eight bytes each leave it', () => {
    const memory = poisoned(ramBase + 0x40);
    for (let at = 0x40; at < 0x80; at += 8) memory.write(ramBase + at, 8, 0n);
    expect(memory.poison.save()).toEqual([ramBase + 0x40]);
  });

  test('a block of a page table is no exception', () => {
    const memory = poisoned(ramBase + 0x40);
    memory.tables.read(0, 0);
    memory.zero(ramBase + 0x40, 64);
    expect(memory.poison.exist).toBe(false);
  });
});

test('a line may be made good by itself', () => {
  const { poison } = poisoned(ramBase, ramBase + 0x40);
  expect(poison.remove(ramBase + 0x7f)).toBe(true);
  expect(poison.remove(ramBase + 0x7f)).toBe(false);
  expect(poison.save()).toEqual([ramBase]);
});

test.each([ramBase - 1, ramBase + ramSize, 0, -64, Number.NaN, ramBase + 0.5, 2 ** 60])('%s is not RAM', (address) => {
  expect(() => poisoned(address)).toThrow(/cannot be poisoned: RAM is from 0x80000000 to 0x80003fff$/);
});

test('what is saved does not change, and comes back; who caches translations forgets them where lines are added', () => {
  const { poison, tables } = poisoned(ramBase);
  let forgotten = 0;
  tables.add({ forget: () => forgotten++, forgetPage() {} });
  const saved = poison.save();
  poison.add(ramBase + 0x40);
  expect(forgotten).toBe(1);
  poison.add(ramBase + 0x40);
  expect(forgotten).toBe(1);
  expect(saved).toEqual([ramBase]);
  poison.restore(saved);
  expect([forgotten, poison.save()]).toEqual([2, saved]);
  poison.restore(saved);
  expect(forgotten).toBe(2);
  poison.restore([]);
  expect([poison.exist, poison.first(ramBase, 64)]).toEqual([false, -1]);
});
