import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const landingPads = 'packages/engine/src/emit/landing-pads.test.ts';

/** Which jumps must land on landing pads, and where they do. */
export const landingPadMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/engine/src/emit/landing-pads.ts',
    [landingPads],
    [
      {
        id: 'E71',
        title: 'guests need landing pads where their host does',
        find: "landingPadField('S', true)",
        replace: "landingPadField('S', false)",
      },
      {
        id: 'E72',
        title: 'U-mode needs landing pads where M-mode does',
        find: "landingPadField('U', false)",
        replace: "landingPadField('M', false)",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/pad-landing.ts',
    [landingPads],
    [
      {
        id: 'E81',
        title: 'a pad takes every label',
        find: "code.i32(0).get(label).op('select').brIf(missed);",
        replace: "code.op('drop');",
      },
      {
        id: 'E82',
        title: 'a pad that is not aligned takes jumps',
        find: "code.get(target).op('i32.wrap_i64').i32(3).op('i32.and').brIf(missed);",
        replace: '',
      },
      {
        id: 'E83',
        title: 'after the last boundary no pad is expected',
        find: 'code.get(left).when(',
        replace: 'code.i32(1).when(',
      },
      {
        id: 'E84',
        title: 'a jump is taken for landed wherever it leads',
        find: "code.i32(pad).op('i32.ne').brIf(missed);",
        replace: "code.op('drop');",
      },
      {
        id: 'E85',
        title: 'a jump that finds no pad expects none either',
        find: "code.get(block).i32(1).access('i32.store', hartLayout.ELP);",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/interpreter.ts',
    [landingPads],
    [
      {
        id: 'E86',
        title: 'no pad is known before the reference has been there',
        find: '      code.get(this.record).call(this.#called.outside.decode);\n      load();',
        replace: '      load();',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/operations.ts',
    [landingPads],
    [
      {
        id: 'E73',
        title: 'jumps that are exempt may go anywhere, and so may all others',
        find: 'const found = pad ?? numbers.get(insn)',
        replace: 'const found = numbers.get(insn)',
      },
    ],
  ),
];
