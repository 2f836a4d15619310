import { type EngineKind, fcsr, type Hart, type MachineMemory, mstatus } from '@hartlab/hart';
import type { Insn } from '@hartlab/isa';
import fc from 'fast-check';
import { expect } from 'vitest';
import { bareEngine, ramBase } from './bare-engine.ts';

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

/** What a property draws: a word, registers, boundaries, FS, flags and frm. */
type Drawn = [number, bigint[], bigint[], number, number, [flags: number, frm: number]];

/** Rounding modes about the first that is reserved, in the instruction and in frm, where a row leaves them free: not for luck to see. */
function roundings({ mask }: Insn): Drawn[] {
  if ((mask & 0x7000) !== 0) return [];
  const registers = Array<bigint>(32).fill(data);
  const modes = [
    [4, 0],
    [5, 0],
    [6, 0],
    [7, 4],
    [7, 5],
    [7, 7],
  ] as const;
  return modes.map(([rm, frm]) => [rm << 12, registers, registers, 1, 3, [0, frm]]);
}

/**
 * Answers what tries a row so often, alone, on random operands, on a kind of engine and on the reference interpreter, which
 * is the judge. The engine comes `times` to the instruction, to which it has to become known before it does it itself.
 */
export function rowBench(kind: EngineKind, times: number, numRuns: number): (row: Insn) => void {
  const benches = { engine: bareEngine({ kind }), reference: bareEngine({ reference: true }) };
  const states = {
    engine: benches.engine.memory.hartBlock(0).slice(),
    reference: benches.reference.memory.hartBlock(0).slice(),
  };
  return (row) => {
    const examples = roundings(row);
    fc.assert(
      fc.property(fc.integer(), values, floats, fc.integer({ min: 1, max: 3 }), fs, control, (...drawn) => {
        const [bits, integers, numbers, boundaries, FS, [flags, frm]] = drawn;
        const word = ((bits & ~row.mask) | row.match) >>> 0;
        const found = Object.entries(benches).map(([name, bench]) => {
          const { hart, memory, engine } = bench;
          memory.hartBlock(0).set(states[name as keyof typeof states]);
          hart.flushTranslations();
          // Code that changes again and again would be left to the interpreter.
          engine.flush();
          prepare(bench, word, integers, numbers);
          hart.write(fcsr, BigInt((frm << 5) | flags));
          memory.dirty.fill(0);
          hart.set(mstatus.FS, FS);
          const whys = Array.from({ length: times }, () => {
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
      { numRuns: numRuns + examples.length, endOnFailure: true, examples },
    );
  };
}
