import { floatConstants, type FloatOperation } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { FloatUnit } from './float-unit.ts';
import { floatOperations } from './operations.ts';
import { flag, rounding } from './rounding.ts';

const one = 0x3f80_0000;
const infinity = 0x7f80_0000;
const quiet = 0x7fc0_0000;
const otherQuiet = 0xffc1_2345;
const signaling = 0x7f80_0001;
const negative = 0x8000_0000;
const { NV, DZ, NX } = flag;

/** The result of an operation on single-precision numbers, and the flags. */
function single(operation: FloatOperation, ...[a = 0, b = 0, c = 0]: readonly number[]): [number, number] {
  const unit = new FloatUnit();
  floatOperations[operation](unit, rounding.RNE, a, 0, b, 0, c, 0);
  return [unit.low >>> 0, unit.flags];
}

// unpriv "Single-Precision Floating-Point Computational Instructions", "NaN Generation and Propagation"
test.each<[FloatOperation, number[], number, number]>([
  ['f32.add', [infinity, negative | infinity], quiet, NV],
  ['f32.sub', [infinity, infinity], quiet, NV],
  ['f32.add', [otherQuiet, one], quiet, 0],
  ['f32.add', [signaling, one], quiet, NV],
  ['f32.mul', [infinity, 0], quiet, NV],
  ['f32.div', [0, negative], quiet, NV],
  ['f32.div', [infinity, infinity], quiet, NV],
  ['f32.div', [negative | one, 0], negative | infinity, DZ],
  ['f32.div', [one, negative | infinity], negative, 0],
  ['f32.sqrt', [negative], negative, 0],
  ['f32.sqrt', [negative | one], quiet, NV],
  ['f32.mulAdd', [infinity, 0, otherQuiet], quiet, NV],
  ['f32.mulAdd', [one, one, negative | one], 0, 0],
  ['f32.mulAdd', [infinity, one, negative | infinity], quiet, NV],
  // one operand a NaN: the other one; both: the canonical NaN
  ['f32.min', [otherQuiet, one], one, 0],
  ['f32.max', [one, signaling], one, NV],
  ['f32.max', [otherQuiet, otherQuiet], quiet, 0],
  ['f32.min', [0, negative], negative, 0],
  ['f32.max', [negative, 0], 0, 0],
  // unpriv "Minimum and Maximum Instructions"
  ['f32.minimum', [one, otherQuiet], quiet, 0],
  ['f32.maximum', [signaling, one], quiet, NV],
  // unpriv "Single-Precision Floating-Point Compare Instructions", "Comparison Instructions"
  ['f32.eq', [quiet, quiet], 0, 0],
  ['f32.eq', [one, signaling], 0, NV],
  ['f32.lt', [one, quiet], 0, NV],
  ['f32.le', [quiet, one], 0, NV],
  ['f32.ltQuiet', [one, quiet], 0, 0],
  ['f32.leQuiet', [signaling, one], 0, NV],
  ['f32.le', [0, negative], 1, 0],
  ['f32.lt', [negative, 0], 0, 0],
  // unpriv "Single-Precision Floating-Point Conversion and Move Instructions"
  ['f32.to i32', [quiet], 0x7fff_ffff, NV],
  ['f32.to i32', [negative | infinity], 0x8000_0000, NV],
  ['f32.to u32', [negative | one], 0, NV],
  ['f32.to u32', [otherQuiet], 0xffff_ffff, NV],
  ['f32.from u32', [0], 0, 0],
  ['f32.from i32', [0xffff_ffff], negative | one, 0],
  // unpriv "Round-to-Integer Instructions"
  ['f32.round', [negative | 0x3e80_0000], negative, 0],
  ['f32.roundExact', [negative | 0x3e80_0000], negative, NX],
  ['f32.round', [signaling], quiet, NV],
  ['f32.round', [negative | infinity], negative | infinity, 0],
])('%s of %j is %i, with flags %i', (operation, operands, result, flags) => {
  expect(single(operation, ...operands)).toEqual([result >>> 0, flags]);
});

// unpriv "Single-Precision Floating-Point Classify Instruction"
test.each([
  [negative | infinity, 0],
  [negative | one, 1],
  [negative | 1, 2],
  [negative, 3],
  [0, 4],
  [0x007f_ffff, 5],
  [0x0080_0000, 6],
  [infinity, 7],
  [signaling, 8],
  [otherQuiet, 9],
])('the class of %i is %i', (bits, bit) => {
  expect(single('f32.classify', bits)).toEqual([1 << bit, 0]);
});

describe('constants', () => {
  // unpriv "Load-Immediate Instructions"
  test.each([
    ['f16', 0, 0xbc00],
    ['f16', 1, 0x0400],
    ['f16', 2, 0x0100],
    ['f16', 3, 0x0200],
    ['f16', 29, 0x7c00],
    ['f16', 30, 0x7c00],
    ['f16', 31, 0x7e00],
    ['f32', 1, 0x0080_0000],
    ['f32', 9, 0x3ea0_0000],
  ] as const)('%s: number %i is %i', (format, index, bits) => {
    expect(single(`${format}.constant`, index)).toEqual([bits, 0]);
  });

  test('in double precision they are the numbers themselves', () => {
    const unit = new FloatUnit();
    const view = new DataView(new ArrayBuffer(8));
    for (const [index, value] of floatConstants.entries()) {
      floatOperations['f64.constant'](unit, rounding.RNE, index, 0, 0, 0, 0, 0);
      view.setInt32(0, unit.high);
      view.setInt32(4, unit.low);
      expect(view.getFloat64(0)).toBe(value === 'min' ? 2 ** -1022 : value);
    }
    expect(unit.flags).toBe(0);
  });
});

// unpriv "Modular Convert-to-Integer Instruction"
test.each([
  [2 ** 31, 0x8000_0000, NV],
  [-(2 ** 31), 0x8000_0000, 0],
  [2 ** 32 + 5.5, 5, NV],
  [-(2 ** 40) - 3, 0xffff_fffd, NV],
  [2 ** 84, 0, NV],
  [-1.5, 0xffff_ffff, NX],
  [0.5, 0, NX],
  [Infinity, 0, NV],
  [NaN, 0, NV],
])('bits 31:0 of %d are %i, with flags %i', (value, bits, flags) => {
  const unit = new FloatUnit();
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  floatOperations['f64.to i32 modular'](unit, rounding.RNE, view.getInt32(4), view.getInt32(0), 0, 0, 0, 0);
  expect([unit.low >>> 0, unit.high, unit.flags]).toEqual([bits, bits >> 31, flags]);
});
