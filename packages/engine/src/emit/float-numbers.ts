import { type Format, formats } from '@hartlab/hart';
import type { FloatFormat } from '@hartlab/isa';
import type { Code, Variable } from '../wasm/code.ts';
import type { Type } from '../wasm/opcodes.ts';
import type { FloatPlace } from './float-place.ts';

/** The variables that one instruction needs, each of them once. */
export class Scratch {
  readonly #code: Code;
  readonly #taken: Record<Type, number> = { i32: 0, i64: 0, f32: 0, f64: 0 };

  constructor(code: Code) {
    this.#code = code;
  }

  take(type: Type): Variable {
    return this.#code.scratch(type, this.#taken[type]++);
  }
}

/** What a half-precision number's bits, as those of a double-precision number, are too small by as a factor. */
const halfScale = 2 ** (formats.f64.bias - formats.f16.bias);
const halfUnscale = 1 / halfScale;
/** How far apart the fractions of the two begin, and the signs. */
const halfShift = BigInt(formats.f64.fractionBits - formats.f16.fractionBits);
const signShift = BigInt(formats.f64.width - formats.f16.width);

/**
 * Numbers of one format as WebAssembly computes with them: single and double precision is its own; half precision is
 * computed with in double precision.
 */
export class Numbers {
  readonly format: Format;
  /** The type of the numbers. */
  readonly type: 'f32' | 'f64';
  readonly #place: FloatPlace;
  readonly #scratch: Scratch;

  constructor(place: FloatPlace, scratch: Scratch, format: FloatFormat) {
    this.format = formats[format];
    this.type = format === 'f32' ? 'f32' : 'f64';
    this.#place = place;
    this.#scratch = scratch;
  }

  get isHalf(): boolean {
    return this.format.width === 16;
  }

  variable(type: Type = this.type): Variable {
    return this.#scratch.take(type);
  }

  /** A variable with what is on the stack, a number unless it is said. */
  hold(type: Type = this.type): Variable {
    const variable = this.variable(type);
    this.#place.code.set(variable);
    return variable;
  }

  /** An operand. Infinities and NaNs of half precision are not what they should be: see `finite`. */
  operand(index: number): Variable {
    if (this.isHalf) this.#widen(this.bits(index));
    else {
      this.#place.operands[index]!();
      if (this.type === 'f32') this.#place.code.op('i32.wrap_i64', 'f32.reinterpret_i32');
      else this.#place.code.toDouble();
    }
    return this.hold();
  }

  /** An operand, which in half precision is finite, or else the instruction is left. */
  finite(index: number): Variable {
    const { code, operands } = this.#place;
    if (this.isHalf) {
      operands[index]!();
      code.i64(this.infinity).op('i64.and').i64(this.infinity).op('i64.eq');
      this.#place.leaveIf();
    }
    return this.operand(index);
  }

  /** A variable with the bits of an operand. */
  bits(index: number): Variable {
    this.#place.operands[index]!();
    return this.hold('i64');
  }

  /** Leaves the number of half precision with these bits. */
  #widen(bits: Variable): void {
    const { code } = this.#place;
    // The exponent is too small by the difference of the biases; subnormal numbers become subnormal ones.
    code.get(bits).i64(this.magnitude).op('i64.and').i64(halfShift).op('i64.shl');
    code.get(bits).i64(this.sign).op('i64.and').i64(signShift).op('i64.shl', 'i64.or');
    code.op('f64.reinterpret_i64').f64(halfScale).op('f64.mul');
  }

  /** Leaves the bits of a number, zero-extended. One of half precision must be finite and representable. */
  leave(number: Variable): void {
    const { code } = this.#place;
    code.get(number);
    if (this.isHalf) {
      const bits = this.variable('i64');
      code.f64(halfUnscale).op('f64.mul', 'i64.reinterpret_f64').tee(bits);
      code.i64(halfShift).op('i64.shr_u').i64(this.magnitude).op('i64.and');
      code.get(bits).i64(signShift).op('i64.shr_u').i64(this.sign).op('i64.and', 'i64.or');
    } else if (this.type === 'f32') code.op('i32.reinterpret_f32', 'i64.extend_i32_u');
    else code.op('i64.reinterpret_f64');
  }

  /** The exponent field with all bits set, of infinities and NaNs. */
  get exponentOnes(): number {
    return 2 * this.format.bias + 1;
  }

  /** Leaves the exponent field of a number, 32 bits, as its type has it. */
  exponent(number: Variable): void {
    const { code } = this.#place;
    const { fractionBits, bias } = formats[this.type];
    code.get(number);
    if (this.type === 'f32') code.op('i32.reinterpret_f32').i32(fractionBits).op('i32.shr_u');
    else code.op('i64.reinterpret_f64').i64(BigInt(fractionBits)).op('i64.shr_u', 'i32.wrap_i64');
    const ones = 2 * bias + 1;
    code.i32(ones).op('i32.and');
  }

  /** Leaves whether the exponent field of a number is not one of these. */
  isOutside(number: Variable, least: number, most: number): void {
    const range = most - least;
    this.exponent(number);
    this.#place.code.i32(least).op('i32.sub').i32(range).op('i32.gt_u');
  }

  /**
   * Leaves whether a result of the type's may raise flags besides NX: what is infinite or a NaN, and what is tiny. The
   * smallest normal number may be the result of rounding something tiny up.
   */
  isExtreme(number: Variable): void {
    const smallest = 2;
    this.isOutside(number, smallest, this.exponentOnes - 1);
  }

  /** Leaves whether one of two numbers is a NaN. */
  isUnordered(a: Variable, b: Variable): void {
    const { code } = this.#place;
    code.get(a).get(a).op(`${this.type}.ne`).get(b).get(b).op(`${this.type}.ne`, 'i32.or');
  }

  /** Leaves whether these bits are a NaN: as a magnitude, they are greater than those of infinity. */
  isNaN(bits: Variable): void {
    this.#place.code.get(bits).i64(this.magnitude).op('i64.and').i64(this.infinity).op('i64.gt_u');
  }

  /** Leaves whether these bits are a NaN that is signaling. */
  isSignaling(bits: Variable): void {
    const { code } = this.#place;
    const first = this.infinity + 1n;
    const count = (1n << BigInt(this.format.fractionBits - 1)) - 1n;
    code.get(bits).i64(this.magnitude).op('i64.and').i64(first).op('i64.sub').i64(count).op('i64.lt_u');
  }

  /** The bits of infinity. */
  get infinity(): bigint {
    return BigInt(this.exponentOnes) << BigInt(this.format.fractionBits);
  }

  /** The bit that is the sign, and all others. */
  get sign(): bigint {
    return 1n << BigInt(this.format.width - 1);
  }

  get magnitude(): bigint {
    return this.sign - 1n;
  }
}
