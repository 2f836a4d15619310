import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** What an ISA keeps of what is made of it. */
export const isaMutants: readonly SourceMutant[] = mutantsOf(
  'packages/isa/src/isa.ts',
  ['packages/isa/src/isa.test.ts'],
  [
    {
      id: 'A21',
      title: 'what is made of an ISA is made anew for each hart',
      find: 'if (!kept.has(make)) kept.set(',
      replace: 'kept.set(',
    },
    {
      id: 'A22',
      title: 'whatever is made of an ISA is what was made of it first',
      find: 'if (!kept.has(make)) kept.set(make, make(isa));\n      return kept.get(make) as T;',
      replace: 'if (kept.size === 0) kept.set(make, make(isa));\n      return [...kept.values()][0] as T;',
    },
  ],
);
