import { fcsr, type Hart, type MachineMemory, mstatus } from '@hartlab/hart';
import { parseIsa, rowsOf } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareEngine, ramBase } from '../testing/bare-engine.ts';
import { operationsOf } from './operations.ts';

/* Each row that is emitted, alone, on random operands: the reference interpreter is the judge. */

const isa = parseIsa('max');
const emitted = operationsOf(isa).all;
const rows = new Set(emitted.map(({ row }) => row));

test('most integer rows are emitted, loads and stores and branches among them', () => {
  const names = new Set([...rows].map(({ name }) => name));
  for (const name of [
    'add',
    'addi',
    'lui',
    'auipc',
    'jal',
    'jalr',
    'beq',
    'bgeu',
    'ld',
    'lbu',
    'sd',
    'sb',
    'mulhsu',
    'divw',
  ])
    expect(names).toContain(name);
  for (const name of ['amoadd.d', 'amomaxu.w', 'fld', 'fsw', 'fsgnj.d', 'sh3add.uw', 'clmul', 'cpopw', 'czero.eqz'])
    expect(names.has(name), name).toBe(name !== 'clmul');
  expect(rows.size).toBeGreaterThan(rowsOf(isa).length / 2);
});

/** Where the instruction is, with others around it to jump to, and data. */
const code = BigInt(ramBase) + 0x1000n;
const data = BigInt(ramBase) + 0x4000n;
const nop = 0x13;

interface Bench {
  readonly hart: Hart;
  readonly memory: MachineMemory;
}

/** Registers by a seed; those that hold addresses are somewhere in the data, at its edges or elsewhere. */
function prepare({ hart, memory }: Bench, word: number, values: readonly bigint[], floats: readonly bigint[]): void {
  memory.writeBytes(
    Number(data),
    Uint8Array.from({ length: 0x1000 }, (_, n) => (n * 37) & 0xff),
  );
  for (let at = Number(code) - 0x20; at < Number(code) + 0x20; at += 4) memory.write(at, 4, BigInt(nop));
  memory.write(Number(code), 4, BigInt(word));
  values.forEach((value, n) => hart.setX(n, value));
  floats.forEach((value, n) => hart.setF(n, value));
}

const benches = { engine: bareEngine(), reference: bareEngine({ reference: true }) };
const states = {
  engine: benches.engine.memory.hartBlock(0).slice(),
  reference: benches.reference.memory.hartBlock(0).slice(),
};

const value = fc.oneof(
  { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, 2n ** 63n, 2n ** 64n - 1n, 0x7fff_ffffn, 0x8000_0000n) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 0x1010 }).map((offset) => data - 8n + BigInt(offset)) },
  { weight: 1, arbitrary: fc.constantFrom(code + 0x10n, code - 0x1000n, code + 3n, 4n) },
);
/** Floating-point state is Off, Clean or Dirty. */
const fs = fc.constantFrom(0, 2, 3, 3, 3);
const registers = { minLength: 32, maxLength: 32 };
const values = fc.array(value, registers);
/** Numbers of all formats, boxed. */
const number = fc.oneof(
  value,
  fc.float({ noNaN: true }).map((n) => 0xffff_ffff_0000_0000n | BigInt(new Uint32Array(Float32Array.of(n).buffer)[0]!)),
  fc.double().map((n) => new BigUint64Array(Float64Array.of(n).buffer)[0]!),
  fc.integer({ min: 0, max: 0xffff }).map((bits) => 0xffff_ffff_ffff_0000n | BigInt(bits)),
);
const floats = fc.array(number, registers);
/** fcsr with any flags; frm is most often RNE, and may be reserved. */
const control = fc.tuple(fc.integer({ min: 0, max: 31 }), fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 5, 7));

describe('a row does what the reference does', () => {
  test.each([...rows].map((row) => [row.name, row] as const))('%s', (_name, row) => {
    fc.assert(
      fc.property(fc.integer(), values, floats, fc.integer({ min: 1, max: 3 }), fs, control, (...drawn) => {
        const [bits, integers, numbers, boundaries, FS, [flags, frm]] = drawn;
        const word = ((bits & ~row.mask) | row.match) >>> 0;
        const found = Object.entries(benches).map(([kind, bench]) => {
          const { hart, memory, engine } = bench;
          memory.hartBlock(0).set(states[kind as keyof typeof states]);
          hart.flushTranslations();
          prepare(bench, word, integers, numbers);
          hart.write(fcsr, BigInt((frm << 5) | flags));
          memory.dirty.fill(0);
          hart.set(mstatus.FS, FS);
          // Pages and code become known at a first look, which an engine needs.
          const whys = [1, 2].map(() => {
            hart.pc = code;
            return engine.run(0, boundaries);
          });
          const { done } = memory.run;
          return { whys, done, block: memory.hartBlock(0), ram: memory.ram, dirty: memory.dirty };
        });
        const [byEngine, byReference] = found as [(typeof found)[0], (typeof found)[0]];
        expect([byEngine.whys, byEngine.done]).toEqual([byReference.whys, byReference.done]);
        for (const part of ['block', 'ram', 'dirty'] as const) {
          if (Buffer.compare(byEngine[part], byReference[part]) === 0) continue;
          const at = byEngine[part].findIndex((byte, index) => byte !== byReference[part][index]);
          expect.fail(`${part} differs at ${at}`);
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
