import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const softfloat = 'packages/engine/src/emit/float.test.ts';
const testFloat = 'packages/engine/src/interpreter/float-functions.test.ts';
const rows = 'packages/engine/src/interpreter/interpreter.test.ts';

/** Guards, flags and bounds of the floating-point fast paths. */
export const floatingPointMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/engine/src/emit/float-arithmetic.ts',
    [softfloat],
    [
      {
        id: 'E201',
        title: 'a sum that is infinite or a NaN raises nothing',
        find: "  place.code.i32(numbers.exponentOnes).op('i32.eq');\n  place.leaveIf();",
        replace: "  place.code.i32(numbers.exponentOnes).op('i32.eq', 'drop');",
      },
      {
        id: 'E203',
        title: 'a product that is rounded to zero is exact',
        find: "      place.code.op('i32.or');\n    });",
        replace: "      place.code.op('i32.or', 'drop').i32(1);\n    });",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/float-exactness.ts',
    [softfloat],
    [
      {
        id: 'E204',
        title: 'the error of a sum has the other sign in one part',
        find: 'code.get(b).get(part).op(`${type}.sub`, `${type}.add`)',
        replace: 'code.get(b).get(part).op(`${type}.sub`, `${type}.sub`)',
      },
      {
        id: 'E205',
        title: 'a product may need a bit more than it has',
        find: 'formats.f64.fractionBits + 1;',
        replace: 'formats.f64.fractionBits + 2;',
      },
      {
        id: 'E206',
        title: 'a subnormal number has a significand like others',
        find: "    code.op('i32.eqz');\n    place.leaveIf();",
        replace: "    code.op('drop');",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/float-narrow.ts',
    [softfloat],
    [
      {
        id: 'E207',
        title: 'ties go up in half precision',
        find: "code.get(bits).get(bits).i64(dropped).op('i64.shr_u').i64(1n).op('i64.and', 'i64.add');",
        replace: "code.get(bits).i64(1n).op('i64.add');",
      },
      {
        id: 'E208',
        title: 'what is too large for half precision is rounded to the next power of two',
        find: "    code.i32(greatest).op('i32.gt_u');",
        replace: "    code.i32(greatest + 1).op('i32.gt_u');",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/float-multiply-add.ts',
    [softfloat],
    [
      {
        id: 'E210',
        title: 'a sum that was rounded to a tie is rounded again',
        find: '    isRounded();\n    place.leaveIf();',
        replace: '',
      },
      {
        id: 'E224',
        title: 'every tie is left',
        find: '      isRounded();\n      place.leaveIf();',
        replace: '      code.i32(1);\n      place.leaveIf();',
      },
      {
        id: 'E211',
        title: 'a correction of nearly half a bit is believed',
        find: 'const margin = 1 + 2 ** -40;',
        replace: 'const margin = 1;',
      },
      {
        id: 'E212',
        title: 'a product of any size has an error that is a number',
        find: 'const leastProduct = 2 ** -500;',
        replace: 'const leastProduct = 2 ** -1022;',
      },
      {
        id: 'E225',
        title: 'a sum that was scaled is never tiny',
        find: 'formats.f64.leastExponent + 1)',
        replace: 'formats.f64.leastExponent - 60)',
      },
      {
        id: 'E213',
        title: 'the result is the sum, whatever the correction',
        find: "code.get(s).get(correction).op('f64.add').set(sum);",
        replace: 'code.get(s).set(sum);',
      },
      {
        id: 'E214',
        title: 'the lower half of a factor has a bit too many',
        find: 'const half = 1n << (lowerBits - 1n);',
        replace: 'const half = 0n;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/float-compare.ts',
    [softfloat],
    [
      { id: 'E215', title: 'flt does not mind a quiet NaN', find: "lt: ['lt', true]", replace: "lt: ['lt', false]" },
      {
        id: 'E216',
        title: 'the lesser of two zeros is the first one',
        find: ".op('i64.shr_s').i64(1n).op('i64.shr_u')",
        replace: ".op('i64.shr_u').i64(1n).op('i64.shr_u')",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/float-numbers.ts',
    [softfloat],
    [
      {
        id: 'E202',
        title: 'the smallest normal number is never the result of something tiny',
        find: 'const smallest = 2;',
        replace: 'const smallest = 1;',
      },
      {
        id: 'E209',
        title: 'a number of half precision that is negative is positive',
        find: ".i64(signShift).op('i64.shl', 'i64.or')",
        replace: ".i64(signShift).op('i64.shl', 'drop')",
      },
      {
        id: 'E217',
        title: 'infinity is a signaling NaN',
        find: 'const first = this.infinity + 1n;',
        replace: 'const first = this.infinity;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/float-convert.ts',
    [softfloat],
    [
      { id: 'E218', title: '2^31 is a signed word', find: 'most: 2 ** 31 - 1', replace: 'most: 2 ** 31' },
      {
        id: 'E219',
        title: 'a half that is cut off is not rounded away from zero',
        find: '[type](0.5).op(`${type}.ge`)',
        replace: '[type](0.5).op(`${type}.lt`)',
      },
      {
        id: 'E220',
        title: 'an integer with a bit too many is exact',
        find: 'code.i64(64n - BigInt(bits));',
        replace: 'code.i64(63n - BigInt(bits));',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/float-functions.ts',
    [testFloat],
    [
      {
        id: 'E221',
        title: 'no flag is accrued',
        find: "code.op('i32.or').access('i32.store8', flags);",
        replace: "code.op('drop').access('i32.store8', flags);",
      },
      {
        id: 'E222',
        title: 'the first reserved rounding mode is one',
        find: '.i32(rounding.RMM)',
        replace: '.i32(rounding.RMM + 1)',
        killedBy: [rows],
      },
      {
        id: 'E226',
        title: 'the softfloat rounds to the nearest',
        find: 'if (rounds) code.get(mode(code));\n    else code.i32(rounding.RNE);',
        replace: 'code.i32(rounding.RNE);',
      },
      {
        id: 'E227',
        title: 'the upper half of an operand is the lower one of the next',
        find: "code.get(operand(code, index)).i64(32n).op('i64.shr_u', 'i32.wrap_i64');",
        replace: "code.get(operand(code, Math.min(index + 1, operands.length - 1))).op('i32.wrap_i64');",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/record-operands.ts',
    [rows],
    [
      {
        id: 'E223',
        title: 'frm counts for every instruction',
        find: ".i32(dynamicRounding).op('i32.eq', 'select');",
        replace: ".i32(dynamicRounding).op('i32.le_u', 'select');",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/wasm/code.ts',
    ['packages/engine/src/jit/float-registers.test.ts'],
    [
      {
        id: 'E230',
        title: 'bits become the number that they were made of before something was done to them',
        find: ' && latest.end === this.#bytes.length',
        replace: '',
      },
      {
        id: 'E231',
        title: 'a number is loaded with what is before it',
        find: "this.#bytes.replace(load, memory['f64.load'][0]);",
        replace: "this.#bytes.replace(load, memory['i64.load32_u'][0]).append([0xbf]);",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/instructions.ts',
    ['packages/engine/src/jit/float-registers.test.ts'],
    [
      {
        id: 'E232',
        title: 'a region does not ask whether a result is exact while NX is clear',
        find: "code.get(control).i32(NX).op('i32.and', 'i32.eqz');",
        replace: 'code.i32(0);',
      },
      {
        id: 'E233',
        title: 'an instruction that is not ordinary is done in the region',
        find: 'leaveIf: () => this.#flow.leaveWhen(),',
        replace: "leaveIf: () => void code.op('drop'),",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/float-control.ts',
    ['packages/engine/src/jit/float-registers.test.ts'],
    [
      { id: 'E234', title: 'frm begins one bit higher', find: 'shift: 5', replace: 'shift: 6' },
      {
        id: 'E235',
        title: 'a part of fcsr takes all of it with it',
        find: 'const others = ~(ones << shift);',
        replace: 'const others = 0;',
      },
    ],
  ),
];
