import { formats } from '@hartlab/hart';
import type { FloatFormat } from '@hartlab/isa';
import type { Variable } from '../wasm/code.ts';
import { leaveErrorOfSum } from './float-exactness.ts';
import { leaveNarrowed } from './float-narrow.ts';
import { Numbers, Scratch } from './float-numbers.ts';
import type { FloatPlace } from './float-place.ts';

/** a × b + c with one rounding. */
export function emitMultiplyAdd(place: FloatPlace, format: FloatFormat): void {
  const scratch = new Scratch(place.code);
  place.byRounding('i64', {
    RNE: () => (format === 'f64' ? inDouble(place, scratch) : narrower(place, scratch, format)),
  });
}

/**
 * In double precision the product is exact. The sum is not, but rounding it again is right, unless it is in the middle
 * between two numbers only because it was rounded.
 */
function narrower(place: FloatPlace, scratch: Scratch, format: FloatFormat): void {
  const { code } = place;
  const narrow = new Numbers(place, scratch, format);
  const wide = new Numbers(place, scratch, 'f64');
  const widened = (index: number): Variable => {
    code.get(narrow.finite(index));
    if (narrow.type === 'f32') code.op('f64.promote_f32');
    return wide.hold();
  };
  const [a, b, c] = [widened(0), widened(1), widened(2)];
  code.get(a).get(b).op('f64.mul');
  const product = wide.hold();
  code.get(product).get(c).op('f64.add');
  const sum = wide.hold();
  const isRounded = () => {
    // The error is a NaN of what is infinite because an operand is, and exact.
    leaveErrorOfSum(place, wide, 'add', product, c, sum);
    code.op('f64.abs').f64(0).op('f64.gt');
  };
  const dropped = BigInt(wide.format.fractionBits - narrow.format.fractionBits);
  code
    .get(sum)
    .op('i64.reinterpret_f64')
    .i64((1n << dropped) - 1n)
    .op('i64.and');
  code.i64(1n << (dropped - 1n)).op('i64.eq');
  code.when(() => {
    isRounded();
    place.leaveIf();
  });
  leaveNarrowed(place, narrow, sum, isRounded);
}

/** Where the product is at least this large, its error is a number. Smaller ones are scaled. */
const leastProduct = 2 ** -500;
const scale = 2 ** 600;
const unscale = 1 / scale;
/** Where the result, scaled, is at least this large, it is not tiny. */
const leastScaled = 2 ** (formats.f64.leastExponent + 1) * scale;
/** A correction that is larger by this factor is larger than the exact one, in magnitude. */
const margin = 1 + 2 ** -40;

/**
 * The product is p + e, and p + c is s + t, both exactly. The result is s + (t + e), rounded, unless what that was rounded by
 * is so near to half of its last bit that an error of t + e might matter. Most often it is s, and whoever waits for it need
 * not wait for e and t. What is not finite becomes a NaN on the way, which is different from itself.
 */
function inDouble(place: FloatPlace, scratch: Scratch): void {
  const { code } = place;
  const numbers = new Numbers(place, scratch, 'f64');
  const [a, b, c] = [numbers.operand(0), numbers.operand(1), numbers.operand(2)];
  const p = numbers.variable();
  const isScaled = numbers.variable('i32');
  const multiply = () => {
    code.get(a).get(b).op('f64.mul').tee(p);
    code.op('f64.abs').f64(leastProduct).op('f64.lt');
  };
  multiply();
  code.tee(isScaled).when(() => {
    for (const number of [a, c]) code.get(number).f64(scale).op('f64.mul').set(number);
    multiply();
    // A product with a zero is exact.
    code.get(a).f64(0).op('f64.ne', 'i32.and').get(b).f64(0).op('f64.ne', 'i32.and');
    place.leaveIf();
  });
  code.get(p).get(c).op('f64.add');
  const s = numbers.hold();
  const e = errorOfProduct(place, numbers, p, [a, b]);
  leaveErrorOfSum(place, numbers, 'add', p, c, s);
  const t = numbers.hold();
  code.get(t).get(e).op('f64.add');
  const correction = numbers.hold();
  const isRounded = () => {
    leaveErrorOfSum(place, numbers, 'add', t, e, correction);
    code.f64(0).op('f64.ne');
  };
  const sum = numbers.variable();
  code.get(s).tee(sum).get(correction).f64(margin).op('f64.mul', 'f64.add').get(s).op('f64.ne');
  code.when(() => {
    code.get(s).get(correction).op('f64.add').set(sum);
    code.get(sum).get(correction).get(sum).get(s).op('f64.sub', 'f64.sub');
    code.f64(margin).op('f64.mul', 'f64.add').get(sum).op('f64.ne');
    code.when(() => {
      isRounded();
      place.leaveIf();
    });
  });
  const result = numbers.variable();
  code.get(sum).set(result);
  code.get(isScaled).when(() => {
    code.get(sum).op('f64.abs').f64(leastScaled).op('f64.lt').get(p).f64(0).op('f64.ne', 'i32.and');
    place.leaveIf();
    code.get(sum).f64(unscale).op('f64.mul').set(result);
  });
  place.accrueInexact(() => {
    isRounded();
    leaveErrorOfSum(place, numbers, 'add', s, correction, sum);
    code.f64(0).op('f64.ne', 'i32.or');
  });
  numbers.leave(result);
}

/** Bits of a significand's lower half, which has a sign instead of one more. */
const lowerBits = BigInt(Math.ceil((formats.f64.fractionBits + 1) / 2));
const half = 1n << (lowerBits - 1n);
const upper = -(1n << lowerBits);

/** What a product was rounded by (Dekker's algorithm: no product of halves needs more bits than a significand has). */
function errorOfProduct(
  { code }: FloatPlace,
  numbers: Numbers,
  p: Variable,
  factors: readonly [Variable, Variable],
): Variable {
  const [[aHigh, aLow], [bHigh, bLow]] = factors.map((factor) => {
    code.get(factor).op('i64.reinterpret_f64').i64(half).op('i64.add').i64(upper).op('i64.and', 'f64.reinterpret_i64');
    const high = numbers.hold();
    code.get(factor).get(high).op('f64.sub');
    return [high, numbers.hold()] as const;
  }) as [Halves, Halves];
  const times = (x: Variable, y: Variable) => code.get(x).get(y).op('f64.mul');
  times(aHigh, bHigh).get(p).op('f64.sub');
  times(aHigh, bLow).op('f64.add');
  times(aLow, bHigh).op('f64.add');
  times(aLow, bLow).op('f64.add');
  return numbers.hold();
}

type Halves = readonly [high: Variable, low: Variable];
