import type { Finding } from './finding.ts';

/** Merges entries whose keys are equal, keeping the order of the first of each. */
function grouped<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

/**
 * The findings of one sweep as one cell of a table: `O1 privilege S→U in HS, VS`, one entry for each change, with the
 * modes in which it occurs. Empty when nothing was found.
 */
export const summary = (findings: readonly Finding[]): string[] =>
  grouped(findings, ({ oracle, field, change }) => `${oracle} ${field} ${change}`).map((kind) => {
    const { oracle, field, change } = kind[0]!;
    const modes = [...new Set(kind.map(({ mode }) => mode))].join(', ');
    return `${oracle === 'completion' ? '' : `${oracle} ${field} `}${change} in ${modes}`;
  });
