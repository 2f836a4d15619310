import { formats } from '@hartlab/hart';
import type { FloatFormat, FloatInteger } from '@hartlab/isa';
import type { Code, Variable } from '../wasm/code.ts';
import { leaveNarrowed } from './float-narrow.ts';
import { Numbers, Scratch } from './float-numbers.ts';
import type { ByRounding, FloatPlace } from './float-place.ts';

/** A number of another format. Widening is exact; a NaN is left, since it may be signaling. */
export function emitFromFloat(place: FloatPlace, to: FloatFormat, from: FloatFormat): void {
  const { code } = place;
  const scratch = new Scratch(code);
  const source = new Numbers(place, scratch, from);
  const target = new Numbers(place, scratch, to);
  place.byRounding('i64', {
    RNE: () => {
      const number = source.finite(0);
      if (formats[to].width < formats[from].width) return leaveNarrowed(place, target, asDouble(code, source, number));
      code.get(number).get(number).op(`${source.type}.ne`);
      place.leaveIf();
      code.get(number);
      if (source.type !== target.type) code.op(source.type === 'f32' ? 'f64.promote_f32' : 'f32.demote_f64');
      target.leave(target.hold());
    },
  });
}

/** A variable with the same number in double precision. */
function asDouble(code: Code, source: Numbers, number: Variable): Variable {
  if (source.type === 'f64') return number;
  code.get(number).op('f64.promote_f32');
  return source.hold('f64');
}

/** How an integer is extended to 64 bits, and then converted. */
const integers = {
  i32: { extend: ['i64.extend32_s'], sign: 's' },
  u32: { extend: ['i32.wrap_i64', 'i64.extend_i32_u'], sign: 'u' },
  i64: { extend: [], sign: 's' },
  u64: { extend: [], sign: 'u' },
} as const;

export function emitFromInteger(place: FloatPlace, to: FloatFormat, from: FloatInteger): void {
  const { code } = place;
  const numbers = new Numbers(place, new Scratch(code), to);
  const { extend, sign } = integers[from];
  place.byRounding('i64', {
    RNE: () => {
      place.operands[0]!();
      code.op(...extend);
      const integer = numbers.hold('i64');
      // Integers that double precision does not hold are beyond half precision.
      code.get(integer).op(`${numbers.type}.convert_i64_${sign}`);
      const number = numbers.hold();
      if (numbers.isHalf) return leaveNarrowed(place, numbers, number);
      if (from.endsWith('64') || to === 'f32') {
        const significandBits = numbers.format.fractionBits + 1;
        place.accrueInexact(() => leaveIsLong(code, numbers, integer, sign, significandBits));
      }
      numbers.leave(number);
    },
  });
}

/** Leaves whether an integer has more than so many bits from its first to its last one. */
function leaveIsLong(code: Code, numbers: Numbers, integer: Variable, sign: 's' | 'u', bits: number): void {
  if (sign === 's') {
    code.i64(0n).get(integer).op('i64.sub').get(integer).get(integer).i64(0n).op('i64.lt_s', 'select');
  } else code.get(integer);
  const magnitude = numbers.hold('i64');
  code.i64(64n - BigInt(bits));
  code.get(magnitude).op('i64.clz').get(magnitude).op('i64.ctz', 'i64.add', 'i64.gt_s');
}

/** The least integer, the greatest one that a number is compared with, and how: of 64 bits the greatest one is no number. */
const limits = {
  i32: { least: -(2 ** 31), most: 2 ** 31 - 1, within: 'f64.le', truncate: ['i64.trunc_f64_s'] },
  u32: { least: 0, most: 2 ** 32 - 1, within: 'f64.le', truncate: ['i64.trunc_f64_s', 'i64.extend32_s'] },
  i64: { least: -(2 ** 63), most: 2 ** 63, within: 'f64.lt', truncate: ['i64.trunc_f64_s'] },
  u64: { least: 0, most: 2 ** 64, within: 'f64.lt', truncate: ['i64.trunc_f64_u'] },
} as const;

/** A number, rounded to an integer. What is out of range is left, and a NaN. */
export function emitToInteger(place: FloatPlace, from: FloatFormat, to: FloatInteger): void {
  toInteger(place, from, to, (round) => {
    place.byRounding('f64', round);
  });
}

/** Towards zero, and modulo 2^32: what is out of range is left here as well. */
export function emitToIntegerModular(place: FloatPlace): void {
  toInteger(place, 'f64', 'i32', ({ RTZ }) => RTZ!());
}

function toInteger(place: FloatPlace, from: FloatFormat, to: FloatInteger, round: (modes: ByRounding) => void): void {
  const { code } = place;
  const scratch = new Scratch(code);
  const source = new Numbers(place, scratch, from);
  const wide = new Numbers(place, scratch, 'f64');
  const { least, most, within, truncate } = limits[to];
  const number = asDouble(code, source, source.finite(0));
  round(rounded(code, wide, number));
  const integer = wide.hold();
  code.get(integer).f64(least).op('f64.ge').get(integer).f64(most).op(within, 'i32.and', 'i32.eqz');
  place.leaveIf();
  place.accrueInexact(() => code.get(integer).get(number).op('f64.ne'));
  code.get(integer).op(...truncate);
}

/** Leaves a number, rounded to an integer, as a number of the same sign. */
function rounded(code: Code, numbers: Numbers, number: Variable): ByRounding {
  const { type } = numbers;
  return {
    RNE: () => code.get(number).op(`${type}.nearest`),
    RTZ: () => code.get(number).op(`${type}.trunc`),
    RDN: () => code.get(number).op(`${type}.floor`),
    RUP: () => code.get(number).op(`${type}.ceil`),
    // One more where at least a half was cut off, which is exact.
    RMM: () => {
      const whole = numbers.variable();
      code.get(number).op(`${type}.trunc`).tee(whole);
      code[type](1)[type](0).get(number).get(whole).op(`${type}.sub`, `${type}.abs`)[type](0.5).op(`${type}.ge`);
      code.op('select').get(number).op(`${type}.copysign`, `${type}.add`);
    },
  };
}

/** A number, rounded to an integer of the same format. That it changed counts only if `exact`. A NaN is left. */
export function emitRound(place: FloatPlace, format: FloatFormat, exact: boolean): void {
  const { code } = place;
  const numbers = new Numbers(place, new Scratch(code), format);
  const number = numbers.finite(0);
  code.get(number).get(number).op(`${numbers.type}.ne`);
  place.leaveIf();
  place.byRounding(numbers.type, rounded(code, numbers, number));
  const integer = numbers.hold();
  if (exact) place.accrueInexact(() => code.get(integer).get(number).op(`${numbers.type}.ne`));
  numbers.leave(integer);
}
