import { formats } from '@hartlab/hart';
import type { Variable } from '../wasm/code.ts';
import type { Numbers } from './float-numbers.ts';
import type { FloatPlace } from './float-place.ts';

/**
 * Leaves what the sum of two numbers, or the difference, was rounded by, which is a number itself if the sum is finite.
 * (Knuth's TwoSum: it does not matter which of them is larger.)
 */
export function leaveErrorOfSum(
  { code }: FloatPlace,
  numbers: Numbers,
  plus: 'add' | 'sub',
  a: Variable,
  b: Variable,
  sum: Variable,
): void {
  const { type } = numbers;
  const minus = plus === 'add' ? 'sub' : 'add';
  const part = numbers.variable();
  // part is b, or -b, as it went into the sum.
  code.get(sum).get(a).op(`${type}.sub`).set(part);
  code.get(a).get(sum).get(part).op(`${type}.sub`, `${type}.sub`);
  if (plus === 'add') code.get(b).get(part).op(`${type}.sub`, `${type}.add`);
  else
    code
      .get(b)
      .get(part)
      .op(`${type}.add`, `${type}.${minus === 'add' ? 'sub' : 'add'}`);
}

/**
 * Leaves whether a × b is not exactly `product`, which is a × b rounded, or to be compared with it. It leaves the instruction
 * where it cannot tell.
 */
export function leaveProductDiffers(
  place: FloatPlace,
  numbers: Numbers,
  a: Variable,
  b: Variable,
  product: Variable,
): void {
  const { code } = place;
  code.get(product)[numbers.type](0).op(`${numbers.type}.eq`);
  code.either(
    'i32',
    // Of two factors that are not zero the product is not zero, unless it is tiny and the instruction has been left.
    () => code.i32(0),
    () =>
      numbers.type === 'f32' ? differsInDouble(place, a, b, product) : needsMoreBits(place, numbers, a, b, product),
  );
}

const significandBits = formats.f64.fractionBits + 1;
/** The bit of a significand that is before the point, which its number does not have. */
const hidden = 1n << BigInt(formats.f64.fractionBits);

/** Two significands of single precision have a product that double precision has as well. */
function differsInDouble({ code }: FloatPlace, a: Variable, b: Variable, product: Variable): void {
  for (const factor of [a, b]) code.get(factor).op('f64.promote_f32');
  code.op('f64.mul').get(product).op('f64.promote_f32', 'f64.ne');
}

/** The product of odd parts is odd: it is exact if and only if it fits a significand. Subnormal numbers have none like that. */
function needsMoreBits(place: FloatPlace, numbers: Numbers, a: Variable, b: Variable, product: Variable): void {
  const { code } = place;
  for (const number of new Set([a, b, product])) {
    numbers.exponent(number);
    code.op('i32.eqz');
    place.leaveIf();
  }
  code.get(a).get(b).op('f64.mul').get(product).op('f64.ne');
  leaveOddPart(place, numbers, a);
  leaveOddPart(place, numbers, b);
  code
    .op('f64.mul')
    .f64(2 ** significandBits)
    .op('f64.ge', 'i32.or');
}

/** Leaves the significand of a normal number as an integer without the zeros at its end. */
function leaveOddPart({ code }: FloatPlace, numbers: Numbers, number: Variable): void {
  code
    .get(number)
    .op('i64.reinterpret_f64')
    .i64(hidden - 1n)
    .op('i64.and')
    .i64(hidden)
    .op('i64.or');
  const significand = numbers.hold('i64');
  code.get(significand).get(significand).op('i64.ctz', 'i64.shr_u', 'f64.convert_i64_s');
}
