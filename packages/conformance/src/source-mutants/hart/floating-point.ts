import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const operations = 'packages/hart/src/float/operations.test.ts';
const special = 'packages/hart/src/float/special-values.test.ts';
const instructions = 'packages/hart/src/interpreter/float-instructions.test.ts';

/** Rounding, exception flags and NaNs. */
export const floatingPointMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/float/rounding.ts',
    [operations],
    [
      { id: 'H401', title: 'ties go away from zero in RNE', find: '(ending === 2 && odd)', replace: 'ending === 2' },
      {
        id: 'H402',
        title: 'RDN rounds positive results up',
        find: 'return negative && ending !== 0;',
        replace: 'return ending !== 0;',
      },
      { id: 'H403', title: 'ties go towards zero in RMM', find: 'return ending >= 2;', replace: 'return ending > 2;' },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/float/compare.ts',
    [operations, special],
    [
      {
        id: 'H404',
        title: 'flt and fle with a quiet NaN raise no flag',
        find: " || (unordered && (comparison === 'lt' || comparison === 'le'))",
        replace: '',
      },
      {
        id: 'H405',
        title: '-0 is less than +0',
        find: "if (a.kind === 'zero' && b.kind === 'zero') return false;",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/float/pack.ts',
    [operations, special],
    [
      {
        id: 'H406',
        title: 'the canonical NaN is negative',
        find: 'compose(unit, format, false, 2 * format.bias + 1, format.width === 64 ? quiet',
        replace: 'compose(unit, format, true, 2 * format.bias + 1, format.width === 64 ? quiet',
      },
      {
        id: 'H407',
        title: 'a tiny inexact result does not raise UF',
        find: 'flag.NX | (tiny ? flag.UF : 0)',
        replace: 'flag.NX',
      },
      { id: 'H408', title: 'an invalid operation does not raise NV', find: '  unit.raise(flag.NV);\n', replace: '' },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/context-status.ts',
    [instructions],
    [
      {
        id: 'H409',
        title: 'vsstatus.FS does not count in a guest',
        find: ' || (hart.V && hart.get(vsstatus[status]) === contextStatus.off)',
        replace: '',
      },
      {
        id: 'H410',
        title: 'a guest leaves vsstatus.FS as it was',
        find: 'hart.V ? [mstatus[status], vsstatus[status]] : [mstatus[status]]',
        replace: '[mstatus[status]]',
      },
    ],
  ),
];
