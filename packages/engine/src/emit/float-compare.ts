import type { FloatFormat } from '@hartlab/isa';
import type { Variable } from '../wasm/code.ts';
import { Numbers, Scratch } from './float-numbers.ts';
import type { FloatPlace } from './float-place.ts';

/** Which comparison each is, and whether it minds a quiet NaN (unpriv "Single-Precision Floating-Point Compare Instructions"). */
const comparisons = {
  eq: ['eq', false],
  lt: ['lt', true],
  le: ['le', true],
  ltQuiet: ['lt', false],
  leQuiet: ['le', false],
} as const;
export type Comparison = keyof typeof comparisons;

export const isComparison = (operation: string): operation is Comparison => operation in comparisons;

/** Leaves 1 where the comparison holds, and 0 where it does not, as for a NaN. What raises NV is left. */
export function emitComparison(place: FloatPlace, format: FloatFormat, comparison: Comparison): void {
  const { code } = place;
  const numbers = new Numbers(place, new Scratch(code), format);
  const [relation, minds] = comparisons[comparison];
  const isNotANumber = () => {
    if (numbers.isHalf) {
      numbers.isNaN(numbers.bits(0));
      numbers.isNaN(numbers.bits(1));
      code.op('i32.or');
    } else numbers.isUnordered(a, b);
  };
  const a = numbers.operand(0);
  const b = numbers.operand(1);
  const result = numbers.variable('i32');
  code.get(a).get(b).op(`${numbers.type}.${relation}`).set(result);
  const check = () => {
    isNotANumber();
    if (minds) place.leaveIf();
    else code.when(() => leaveIfSignaling(place, numbers));
  };
  if (numbers.isHalf) {
    // Infinities are as large as they should be, or larger, and so are NaNs, which should be neither.
    check();
    isNotANumber();
    code.op('i32.eqz').get(result).op('i32.and', 'i64.extend_i32_u');
    return;
  }
  code.get(result).op('i32.eqz').when(check);
  code.get(result).op('i64.extend_i32_u');
}

function leaveIfSignaling(place: FloatPlace, numbers: Numbers): void {
  numbers.isSignaling(numbers.bits(0));
  numbers.isSignaling(numbers.bits(1));
  place.code.op('i32.or');
  place.leaveIf();
}

/** Which of two is chosen, of those that are not NaNs. */
const choices = { min: 'i64.lt_s', minimum: 'i64.lt_s', max: 'i64.gt_s', maximum: 'i64.gt_s' } as const;
export type Choice = keyof typeof choices;

export const isChoice = (operation: string): operation is Choice => operation in choices;

/** Leaves the lesser or the greater one of two numbers, of which -0 is less than +0. NaNs are left. */
export function emitChoice(place: FloatPlace, format: FloatFormat, choice: Choice): void {
  const { code } = place;
  const numbers = new Numbers(place, new Scratch(code), format);
  const [a, b] = [numbers.bits(0), numbers.bits(1)];
  numbers.isNaN(a);
  numbers.isNaN(b);
  code.op('i32.or');
  place.leaveIf();
  code.get(a).get(b);
  leaveOrder(place, numbers, a);
  leaveOrder(place, numbers, b);
  code.op(choices[choice], 'select');
}

const extensions = { 16: ['i64.extend16_s'], 32: ['i64.extend32_s'], 64: [] } as const;

/** Leaves a signed integer that is ordered as the number is: of a negative one the magnitude is complemented. */
function leaveOrder({ code }: FloatPlace, numbers: Numbers, bits: Variable): void {
  code.get(bits).op(...extensions[numbers.format.width]);
  const extended = numbers.hold('i64');
  code.get(extended).i64(63n).op('i64.shr_s').i64(1n).op('i64.shr_u').get(extended).op('i64.xor');
}

/** Leaves a mask with one bit, the class (unpriv "Single-Precision Floating-Point Classify Instruction"). */
export function emitClassify(place: FloatPlace, format: FloatFormat): void {
  const { code } = place;
  const numbers = new Numbers(place, new Scratch(code), format);
  const smallestNormal = 1n << BigInt(numbers.format.fractionBits);
  const bits = numbers.bits(0);
  code.get(bits).i64(numbers.magnitude).op('i64.and');
  const magnitude = numbers.hold('i64');
  // Zero, subnormal, normal, infinite: 0 to 3.
  code.get(magnitude).i64(0n).op('i64.ne');
  code.get(magnitude).i64(smallestNormal).op('i64.ge_u', 'i32.add');
  code.get(magnitude).i64(numbers.infinity).op('i64.ge_u', 'i32.add');
  const kind = numbers.hold('i32');
  code.i64(1n).i32(8).i32(9);
  numbers.isSignaling(bits);
  code.op('select').i32(3).get(kind).op('i32.sub').get(kind).i32(4).op('i32.add');
  code.get(bits).i64(numbers.magnitude).op('i64.gt_u', 'select');
  numbers.isNaN(bits);
  code.op('select', 'i64.extend_i32_u', 'i64.shl');
}
