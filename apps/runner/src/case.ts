import type { Evidence } from './evidence.ts';
import { grouped } from './grouped.ts';
import type { Swept } from './swept.ts';

/** Evidence, and the sweep that it comes from. */
export interface Witness {
  readonly swept: Swept;
  readonly evidence: Evidence;
}

/** The same handler under some policies, and in each guest the same evidence under all of them. */
export interface Case {
  readonly handler: string;
  readonly policies: readonly string[];
  /** One for each guest; the one in which least else goes wrong comes first. */
  readonly witnesses: readonly [Witness, ...Witness[]];
}

const noise = ({ swept }: Witness): number => swept.record.findings.length;

/**
 * All cases of one consequence: in each guest and under each policy the first handler that shows it, in the order of the
 * sweeps, in which handlers go from the simplest on.
 */
export const casesOf = (all: readonly Witness[]): Case[] => {
  const inGuests = [...grouped(all, ({ swept: { expected } }) => `${expected.guest} ${expected.policy}`).values()].map(
    ([simplest]) => simplest!,
  );
  const underPolicies = grouped(inGuests, ({ swept: { expected }, evidence: { count, first, place } }) =>
    [expected.guest, expected.handler, count, first, place].join(' '),
  );
  const alike = [...underPolicies.values()].map((same) => ({
    witness: same[0]!,
    handler: same[0]!.swept.expected.handler,
    policies: same.map(({ swept }) => swept.expected.policy),
  }));
  return [...grouped(alike, ({ handler, policies }) => [handler, ...policies].join(' ')).values()].map((same) => ({
    ...same[0]!,
    witnesses: same.map(({ witness }) => witness).toSorted((a, b) => noise(a) - noise(b)) as [Witness, ...Witness[]],
  }));
};
