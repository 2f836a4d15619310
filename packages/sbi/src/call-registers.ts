import type { Answer } from './answer.ts';
import { errors } from './error.ts';

/** The x registers that carry a call: arguments and results from a0 on, FID and EID (sbi "Binary Encoding"). */
export const callRegisters = { a0: 10, a6: 16, a7: 17 } as const;

/** Registers a0 to a7 of a caller, which may be the very registers of a hart. */
export class CallRegisters {
  /** Unsigned 64-bit integers. */
  readonly values: BigUint64Array;
  /** The same as 32-bit halves, low half first: what has no more bits is read and written without a bigint. */
  readonly halves: Uint32Array;

  /** @param values eight registers, which are shared, not copied */
  constructor(values: BigUint64Array) {
    this.values = values;
    this.halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  }

  /** Registers of their own, set for a call: at most six arguments, from a0 on, modulo 2^64. */
  static call(eid: number | bigint, fid: number | bigint, ...args: readonly bigint[]): CallRegisters {
    const values = new BigUint64Array(8);
    values.set(args);
    values[6] = BigInt(fid);
    values[7] = BigInt(eid);
    return new CallRegisters(values);
  }

  /** The extension ID in a7, a signed 32-bit integer: the upper bits do not count. */
  get eid(): number {
    return this.halves[14]! | 0;
  }

  /** The function ID in a6, likewise. */
  get fid(): number {
    return this.halves[12]! | 0;
  }

  /**
   * Writes what a call leaves behind: a0 and a1 for an sbiret, a0 for a legacy call, nothing where the handler or a trap
   * decided what runs next. No call changes any other register (sbi "Binary Encoding").
   */
  answer(answer: Answer): void {
    switch (answer.kind) {
      case 'ok':
        this.#result(0);
        this.values[1] = answer.value;
        break;
      case 'err':
        this.#result(errors[answer.error]);
        this.values[1] = answer.value;
        break;
      case 'legacy':
        this.values[0] = answer.a0;
        break;
      case 'resume':
      case 'redirect':
    }
  }

  /** A signed 32-bit integer in a0. */
  #result(a0: number): void {
    this.halves[0] = a0;
    this.halves[1] = a0 >> 31;
  }
}
