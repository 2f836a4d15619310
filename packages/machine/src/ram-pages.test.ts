import { MachineMemory, manyPages } from '@hartlab/hart';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RamPages } from './ram-pages.ts';

const ramBase = 0x8000_0000;
const ramSize = 16 * 4096;
const create = () => {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize });
  return { memory, pages: new RamPages(memory) };
};

const write = fc.record({ kind: fc.constant('write' as const), at: fc.nat(ramSize - 1), value: fc.bigInt(0n, 255n) });
const action = fc.oneof({ weight: 5, arbitrary: write }, fc.constantFrom({ kind: 'checkpoint' }, { kind: 'rollback' }));

test('checkpoints, rollbacks and snapshots do what copies of the whole RAM would', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const { memory, pages } = create();
      pages.checkpoint();
      let copy = memory.ram.slice();
      for (const each of actions) {
        if (each.kind === 'checkpoint') {
          pages.checkpoint();
          copy = memory.ram.slice();
        } else if (each.kind === 'rollback') {
          pages.rollback();
          expect(Buffer.compare(memory.ram, copy)).toBe(0);
        } else memory.write(ramBase + each.at, 1, each.value);
      }
      const other = create();
      other.memory.write(ramBase + 5, 8, 0x55n);
      other.pages.restore(pages.save());
      expect(Buffer.compare(other.memory.ram, memory.ram)).toBe(0);
    }),
  );
});

test('marks within marks go back to what RAM was at each, and tell what was different', () => {
  const step = fc.oneof({ weight: 5, arbitrary: write }, fc.constantFrom({ kind: 'mark' }, { kind: 'unmark' }));
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(write, { maxLength: 5 }),
      fc.array(step, { maxLength: 60 }),
      (kept, first, steps) => {
        const { memory, pages } = create();
        const store = ({ at, value }: { at: number; value: bigint }) => memory.write(ramBase + at, 1, value);
        first.forEach(store);
        if (kept) pages.checkpoint();
        const atCheckpoint = memory.ram.slice();
        const copies: Uint8Array[] = [];
        const goBack = (copy: Uint8Array) => {
          const was = memory.ram.slice();
          const told = memory.ram.slice();
          pages.unmark(({ address, before, now }) => {
            expect(Buffer.compare(was.subarray(address - ramBase, address - ramBase + now.length), now)).toBe(0);
            told.set(before, address - ramBase);
          });
          expect(Buffer.compare(told, copy)).toBe(0);
          expect(Buffer.compare(memory.ram, copy)).toBe(0);
        };
        for (const each of steps) {
          if (each.kind === 'mark') {
            pages.mark();
            copies.push(memory.ram.slice());
          } else if (each.kind === 'unmark') {
            const copy = copies.pop();
            if (copy) goBack(copy);
          } else store(each as { at: number; value: bigint });
          const other = create();
          other.pages.restore(pages.save());
          expect(Buffer.compare(other.memory.ram, memory.ram)).toBe(0);
        }
        for (let copy = copies.pop(); copy; copy = copies.pop()) goBack(copy);
        if (!kept) return;
        pages.rollback();
        expect(Buffer.compare(memory.ram, atCheckpoint)).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

test('within a mark there is neither checkpoint nor rollback, and without one nothing to unmark', () => {
  const { pages } = create();
  expect(() => pages.unmark()).toThrow('there is no mark to go back to');
  pages.checkpoint();
  pages.mark();
  expect(() => pages.checkpoint()).toThrow('no checkpoint can be taken within a mark');
  expect(() => pages.rollback()).toThrow('the checkpoint is older than a mark');
});

test('a page counts when it is not all zeros, whatever was written to it before', () => {
  const { memory, pages } = create();
  const numbers = () => [...pages.pages().keys()];
  memory.write(ramBase + 4096, 1, 1n);
  pages.checkpoint();
  memory.write(ramBase + 3 * 4096 - 1, 2, 0x101n);
  memory.write(ramBase + 5 * 4096, 8, 0n);
  expect(numbers()).toEqual([1, 2, 3]);
  memory.write(ramBase + 4096, 1, 0n);
  expect(numbers()).toEqual([2, 3]);
  pages.rollback();
  expect(numbers()).toEqual([1]);
});

test('what a restore brings counts as written, and a checkpoint from before it is gone', () => {
  const { memory, pages } = create();
  memory.write(ramBase + 2 * 4096, 8, 7n);
  const saved = pages.save();
  const other = create();
  other.memory.write(ramBase, 8, 9n);
  other.pages.checkpoint();
  other.pages.restore(saved);
  expect([...other.pages.pages().keys()]).toEqual([2]);
  expect(other.pages.save()).toEqual(saved);
  expect(() => other.pages.rollback()).toThrow('there is no checkpoint to go back to');
});

test('what a rollback or a restore brings back is stored like anything else: translations that hang on it are forgotten', () => {
  const { memory, pages } = create();
  const table = ramBase + 3 * 4096;
  let forgotten = 0;
  memory.tables.add({ forget: () => forgotten++, forgetPage: () => forgotten++ });
  const saved = pages.save();
  pages.checkpoint();
  for (const goBack of [() => pages.rollback(), () => pages.restore(saved)]) {
    memory.write(table, 8, 0x2000_0001n);
    memory.write(ramBase, 8, 1n);
    memory.willCache(table, manyPages);
    goBack();
  }
  expect(forgotten).toBe(2);
});
