import type { InstructionHash, WordArithmetic } from '@hartlab/hart';
import type { Code } from '../wasm/code.ts';
import type { Module } from '../wasm/module.ts';
import { record } from './record.ts';

/** Bytes that a hash needs in the machine's memory, behind those of the code's pages. */
export const hashBytes = 16;

/** Where in them its lanes are, how many words they have taken, and what a retirement of the hart begins with that runs. */
const [high, low, count, first] = [0, 4, 8, 12];

/** A hash of all that harts do, in the machine's memory. */
export class KeptHash {
  readonly hash: InstructionHash;
  /** Where it is. */
  readonly place: number;
  readonly #first: Int32Array;

  constructor(hash: InstructionHash, { buffer }: WebAssembly.Memory, place: number) {
    this.hash = hash;
    this.place = place;
    hash.keepIn(new Int32Array(buffer, place, first / 4));
    this.#first = new Int32Array(buffer, place + first, 1);
  }

  /** Instructions that retire from now on are those of this hart. */
  begin(hart: number): void {
    this.#first[0] = this.hash.retirement(hart);
  }
}

/** Defines the function that hashes the instruction of a record, at pc, which retires. Its number. */
export function defineRetirement(module: Module, { hash, place }: KeptHash): number {
  return module.define({ parameters: ['i32', 'i64'], results: [] }, (code) => {
    const [at, pc] = [code.parameter(0), code.parameter(1)];
    const lanes = [high, low].map((lane, index) => ({
      place: place + lane,
      local: code.local('i32'),
      becomes: hash.lanes[index]!,
    }));
    const word = code.local('i32');
    const load = (from: number) => code.i32(from).access('i32.load');
    for (const { place: from, local } of lanes) load(from).set(local);
    const words = hash.retired<Written>(
      () => load(place + first),
      () => code.get(pc).op('i32.wrap_i64'),
      () => code.get(pc).i64(32n).op('i64.shr_u', 'i32.wrap_i64'),
      () => code.get(at).access('i32.load', record.bits),
    );
    for (const each of words) {
      each();
      code.set(word);
      for (const { local, becomes } of lanes) {
        becomes<Written>(
          writing(code),
          () => code.get(local),
          () => code.get(word),
        )();
        code.set(local);
      }
    }
    for (const { place: to, local } of lanes) code.i32(to).get(local).access('i32.store');
    code.i32(place + count);
    load(place + count)
      .i32(words.length)
      .op('i32.add')
      .access('i32.store');
  });
}

/** Writes how a word is left on the stack. */
type Written = () => unknown;

const writing = (code: Code): WordArithmetic<Written> => ({
  add: (a, constant) => () => {
    a();
    code.i32(constant | 0).op('i32.add');
  },
  multiply: (a, constant) => () => {
    a();
    code.i32(constant | 0).op('i32.mul');
  },
  xor: (a, b) => () => {
    a();
    b();
    code.op('i32.xor');
  },
  rotateLeft: (a, bits) => () => {
    a();
    code.i32(bits).op('i32.rotl');
  },
});
