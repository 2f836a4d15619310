import { entryMutants } from './entry.ts';
import { locationMutants } from './location.ts';
import { clean, type Mutant } from './mutant.ts';
import { nestingMutants } from './nesting.ts';
import { outerStateMutants } from './outer-state.ts';
import { oracles, type OracleId } from '../oracles.ts';

/** The deliberate faults, M01 to M30. */
export const mutants: readonly Mutant[] = [
  ...entryMutants,
  ...locationMutants,
  ...outerStateMutants,
  ...nestingMutants,
].sort((a, b) => a.id.localeCompare(b.id));

/** What became of one mutant; `id` is 'clean' for the policy without a fault, which nothing may kill. */
export interface MutantResult {
  readonly id: string;
  readonly title: string;
  readonly killedBy: readonly OracleId[];
  readonly expected: readonly OracleId[];
  /** Whether all expected oracles killed it and, where the mutant demands it, no other. */
  readonly ok: boolean;
}

const judge = ({ id, title, expected, alone, mutate }: Omit<Mutant, 'id'> & { readonly id: string }): MutantResult => {
  const killedBy = oracles.filter(({ violation }) => violation(mutate) !== undefined).map((oracle) => oracle.id);
  const noticed = expected.every((oracle) => killedBy.includes(oracle));
  return { id, title, killedBy, expected, ok: noticed && (!alone || killedBy.length === expected.length) };
};

/** Puts the clean policy and each mutant before every oracle. Takes some seconds. */
export const runMutants = (chosen: readonly Mutant[] = mutants): readonly MutantResult[] => [
  judge({ id: 'clean', title: clean.title, expected: [], alone: true, mutate: () => clean }),
  ...chosen.map(judge),
];
