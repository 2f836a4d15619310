import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** When an engine is made that is made later. */
export const deferredMutants: readonly SourceMutant[] = mutantsOf(
  'packages/engine/src/deferred.ts',
  ['packages/engine/src/deferred.test.ts'],
  [
    {
      id: 'E901',
      title: 'the reference goes on past the boundary at which the engine is to be made',
      find: 'Math.min(budget, this.#left)',
      replace: 'budget',
    },
    {
      id: 'E902',
      title: 'the engine that was made is not told to forget',
      find: '    this.#engine.flush();',
      replace: '    if (this.#left > 0) this.#engine.flush();',
    },
  ],
);
