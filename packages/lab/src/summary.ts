import type { Finding } from './finding.ts';
import type { Mode } from './mode.ts';

/**
 * The findings of one sweep as one cell of a table: `O1 privilege S→U in HS, VS`, one entry for each change, with the
 * modes in which it occurs. Empty when nothing was found.
 */
export function summary(findings: readonly Finding[]): string[] {
  const modesOf = new Map<string, Set<Mode>>();
  for (const { oracle, field, change, mode } of findings) {
    const what = oracle === 'completion' ? change : `${oracle} ${field} ${change}`;
    modesOf.set(what, (modesOf.get(what) ?? new Set()).add(mode));
  }
  return [...modesOf].map(([what, modes]) => `${what} in ${[...modes].join(', ')}`);
}
