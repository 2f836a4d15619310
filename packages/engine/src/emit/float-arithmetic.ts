import type { FloatFormat } from '@hartlab/isa';
import type { Variable } from '../wasm/code.ts';
import { leaveErrorOfSum, leaveProductDiffers } from './float-exactness.ts';
import { leaveNarrowed } from './float-narrow.ts';
import { Numbers, Scratch } from './float-numbers.ts';
import type { FloatPlace } from './float-place.ts';

/** Operations that WebAssembly has as well. */
export type Arithmetic = 'add' | 'sub' | 'mul' | 'div' | 'sqrt';

/** A result of the type's own operation, rounded to the nearest: it is right; what has to be found out is the flags. */
export function emitArithmetic(place: FloatPlace, format: FloatFormat, operation: Arithmetic): void {
  const numbers = new Numbers(place, new Scratch(place.code), format);
  place.byRounding('i64', {
    RNE: () => {
      const a = numbers.finite(0);
      const b = operation === 'sqrt' ? a : numbers.finite(1);
      place.code.get(a);
      if (operation !== 'sqrt') place.code.get(b);
      place.code.op(`${numbers.type}.${operation}`);
      const result = numbers.hold();
      // In double precision sums and products of half precision are exact, and the others have enough bits to be rounded again.
      if (numbers.isHalf) leaveNarrowed(place, numbers, result);
      else {
        check[operation](place, numbers, a, b, result);
        numbers.leave(result);
      }
    },
  });
}

type Check = (place: FloatPlace, numbers: Numbers, a: Variable, b: Variable, result: Variable) => void;

/** Sums that are tiny are exact. */
const sum =
  (plus: 'add' | 'sub'): Check =>
  (place, numbers, a, b, result) => {
    leaveUnlessFinite(place, numbers, result);
    place.accrueInexact(() => {
      leaveErrorOfSum(place, numbers, plus, a, b, result);
      place.code[numbers.type](0).op(`${numbers.type}.ne`);
    });
  };

const check: Readonly<Record<Arithmetic, Check>> = {
  add: sum('add'),
  sub: sum('sub'),
  mul: (place, numbers, a, b, result) => {
    leaveUnlessOrdinary(place, numbers, result, () => {
      isZero(place, numbers, a);
      isZero(place, numbers, b);
      place.code.op('i32.or');
    });
    place.accrueInexact(() => leaveProductDiffers(place, numbers, a, b, result));
  },
  div: (place, numbers, a, b, result) => {
    leaveUnlessOrdinary(place, numbers, result, () => isZero(place, numbers, a));
    place.accrueInexact(() => leaveProductDiffers(place, numbers, result, b, a));
  },
  sqrt: (place, numbers, a, _b, result) => {
    leaveUnlessOrdinary(place, numbers, result, () => isZero(place, numbers, a));
    place.accrueInexact(() => leaveProductDiffers(place, numbers, result, result, a));
  },
};

const isZero = ({ code }: FloatPlace, { type }: Numbers, number: Variable) =>
  code.get(number)[type](0).op(`${type}.eq`);

/** Infinities and NaNs may raise flags. */
function leaveUnlessFinite(place: FloatPlace, numbers: Numbers, result: Variable): void {
  numbers.exponent(result);
  place.code.i32(numbers.exponentOnes).op('i32.eq');
  place.leaveIf();
}

/** A zero is exact where an operand is zero, of which `isExact` leaves whether it is so. */
function leaveUnlessOrdinary(place: FloatPlace, numbers: Numbers, result: Variable, isExact: () => void): void {
  const { code } = place;
  numbers.isExtreme(result);
  code.when(() => {
    isExact();
    isZero(place, numbers, result);
    code.op('i32.and', 'i32.eqz');
    place.leaveIf();
  });
}
