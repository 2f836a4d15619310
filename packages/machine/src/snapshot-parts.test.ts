import { pageBytes } from '@hartlab/hart';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from './plain-bytes.ts';
import { partsOf, snapshotOf } from './snapshot-parts.ts';
import { machineWith, program } from './testing/program.ts';

/** Fills pages all over RAM, prints, and has a timer go off in between; on two harts. */
const kernel = program(`
  la t0, tick
  csrw stvec, t0
  li t0, 1 << 5
  csrs sie, t0
  csrsi sstatus, 2
  li s0, 0x80400000
  li s1, 0x1000
  li s2, 600
  next:
    rdtime a0
    addi a0, a0, 9
    sbi SBI_TIME, 0
    sd s0, 8(s0)
    add s0, s0, s1
    li a0, '.'
    sbi SBI_DBCN, 2
    addi s2, s2, -1
    bnez s2, next
    poweroff
  .balign 4
  tick:
    mv s5, a0
    mv s6, a6
    mv s7, a7
    li a0, -1
    sbi SBI_TIME, 0
    mv a0, s5
    mv a6, s6
    mv a7, s7
    sret
`);
const fresh = () => machineWith({ kernel, harts: 2, quantum: 50 }).machine;
const whole = fresh();
expect(whole.run({ maxInstructions: 1_000_000 }).reason).toBe('poweroff');

test('a machine that is made what the parts say ends as the one that was never interrupted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.instructions - 1 }), (at) => {
      const first = fresh();
      first.run({ maxInstructions: at });
      const parts = [...partsOf(first.save())];
      const second = fresh();
      second.restore(snapshotOf(parts, second.memory.ramSize));
      second.run();
      expect(second.traceHash()).toBe(whole.traceHash());
    }),
    { numRuns: 10 },
  );
});

test('a machine that is told what was loaded has its symbols and needs no file', () => {
  const first = fresh();
  first.run({ maxInstructions: 1000 });
  const { machine } = machineWith({ loaded: first.loaded, harts: 2, quantum: 50 });
  expect(machine.symbols).toEqual(first.symbols);
  expect(machine.symbols.map(({ name }) => name)).toContain('tick');
  machine.restore(snapshotOf([...partsOf(first.save())], machine.memory.ramSize));
  machine.run();
  expect(machine.traceHash()).toBe(whole.traceHash());
});

test('a part has 256 pages, so that what is needed at once stays small', () => {
  const parts = [...partsOf(whole.save())];
  // 600 pages that it fills, and those of the program, the device tree and the firmware.
  expect(parts).toHaveLength(4);
  for (const part of parts) expect(part.length).toBeLessThan(257 * pageBytes);
});

const { state } = fresh().save();
const page = (...numbers: number[]) =>
  bytesOf({ numbers: Uint32Array.from(numbers), bytes: new Uint8Array(numbers.length * pageBytes) });
test.each([
  ['it has no state', []],
  ['it has no place for page 4096', [bytesOf(state), page(0, 4095, 4096)]],
  ['it has no place for page 7', [bytesOf(state), page(7, 7)]],
  ['it has no place for page 6', [bytesOf(state), page(7), page(6)]],
  ['a part of it holds no pages', [bytesOf(state), bytesOf(undefined)]],
  ['a part of it holds no pages', [bytesOf(state), bytesOf({ numbers: Uint32Array.of(1), bytes: new Uint8Array(1) })]],
  ['a part of it holds no pages', [bytesOf(state), bytesOf({ numbers: [1], bytes: new Uint8Array(pageBytes) })]],
  ['byte 1 of its data is not what it should be', [Uint8Array.of(99)]],
] as [string, Uint8Array[]][])('%s: refused', (message, parts) => {
  const read = () => snapshotOf(parts, 4096 * pageBytes);
  expect(read).toThrow(RangeError);
  expect(read).toThrow(message);
});
