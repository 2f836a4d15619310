import { formats } from '@hartlab/hart';
import type { Variable } from '../wasm/code.ts';
import type { Numbers } from './float-numbers.ts';
import type { FloatPlace } from './float-place.ts';

/**
 * Leaves the bits of a number of double precision, rounded to the nearest of half or single precision. `isInexact` leaves
 * whether the number itself was rounded, if it may have been.
 */
export function leaveNarrowed(place: FloatPlace, to: Numbers, number: Variable, isInexact?: () => void): void {
  const { code } = place;
  const rounded = to.variable();
  const inexact = () => {
    code.get(rounded);
    if (to.type === 'f32') code.op('f64.promote_f32');
    code.get(number).op('f64.ne');
    if (!isInexact) return;
    isInexact();
    code.op('i32.or');
  };
  // What is tiny or too large may raise other flags, unless it is exact.
  const leaveUnlessExact = () => {
    inexact();
    place.leaveIf();
  };
  if (to.isHalf) roundToHalf(place, to, number, rounded, leaveUnlessExact);
  else roundToSingle(place, to, number, rounded, leaveUnlessExact);
  place.accrueInexact(inexact);
  to.leave(rounded);
}

type Round = (
  place: FloatPlace,
  to: Numbers,
  number: Variable,
  rounded: Variable,
  leaveUnlessExact: () => void,
) => void;

const roundToSingle: Round = ({ code }, to, number, rounded, leaveUnlessExact) => {
  code.get(number).op('f32.demote_f64').set(rounded);
  to.isExtreme(rounded);
  code.when(leaveUnlessExact);
};

const dropped = BigInt(formats.f64.fractionBits - formats.f16.fractionBits);
/** A little less than half of the last bit that is kept. */
const nearlyHalf = (1n << (dropped - 1n)) - 1n;
const kept = -(1n << dropped);
/** The exponent fields, in double precision, of the smallest normal number and of the largest. */
const least = formats.f16.leastExponent + formats.f64.bias;
const greatest = formats.f16.bias + formats.f64.bias;
/** The smallest subnormal number, and how many of it are 1. */
const unit = 2 ** (formats.f16.leastExponent - formats.f16.fractionBits);
const units = 1 / unit;

/** The same, as a number of double precision. */
const roundToHalf: Round = (place, to, number, rounded, leaveUnlessExact) => {
  const { code } = place;
  code.get(number).op('i64.reinterpret_f64');
  const bits = to.hold('i64');
  // A tie goes to the even one: half is added where the last bit is one.
  code.get(bits).get(bits).i64(dropped).op('i64.shr_u').i64(1n).op('i64.and', 'i64.add');
  code.i64(nearlyHalf).op('i64.add').i64(kept).op('i64.and', 'f64.reinterpret_i64').set(rounded);
  to.isOutside(rounded, least + 1, greatest);
  code.when(() => {
    to.exponent(rounded);
    code.i32(greatest).op('i32.gt_u');
    place.leaveIf();
    code.get(number).f64(units).op('f64.mul', 'f64.nearest').f64(unit).op('f64.mul').set(rounded);
    leaveUnlessExact();
  });
};
