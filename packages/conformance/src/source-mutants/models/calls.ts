import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const expectation = ['packages/models/src/calls/expectation.test.ts'];

/** How answers of calls are judged by the rows of their tables. */
export const callMutants: readonly SourceMutant[] = mutantsOf('packages/models/src/calls/expectation.ts', expectation, [
  {
    id: 'Q101',
    title: 'SUCCESS is right where an error is due',
    find: 'if (isRefused || leaves === true) return other(got, outcome(value, memory).world);',
    replace: 'if (leaves === true) return other(got, outcome(value, memory).world);',
  },
  {
    id: 'Q102',
    title: 'any error of the table is right',
    find: 'if (![...musts, ...mays, ...evers].includes(got))',
    replace: 'if (!table.rows.includes(got))',
  },
  {
    id: 'Q103',
    title: 'FAILED needs a reason that is said',
    find: "...(isOpen ? (['FAILED'] as const) : [])",
    replace: '',
  },
  {
    id: 'Q104',
    title: 'no value is wrong',
    find: 'if (wanted !== undefined && !isWanted(wanted, value))',
    replace: 'if (wanted !== undefined && value < 0n)',
  },
  {
    id: 'Q105',
    title: 'a call need not come back',
    find: "return isRefused || !leaves ? other('nothing: it does not come back', after) : { world: after };",
    replace: 'return { world: after };',
  },
  {
    id: 'Q106',
    title: 'what the implementation may answer at any time is told of every answer',
    find: 'return { ...choiceOf(mays.filter(isOther)), ...outcome(value, memory) };',
    replace: 'return { ...choiceOf([...mays, ...evers].filter(isOther)), ...outcome(value, memory) };',
  },
]);
