import type { Finding } from '@hartlab/lab';
import { grouped } from './grouped.ts';

/** The part of a finding that a line of the summary says once for several fields and modes. */
const kind = ({ oracle, change }: Finding): string => `${oracle} ${change}`;

/**
 * Findings as short lines, one for each way in which fields changed in the same modes:
 * `O1 htval, htinst lost (HS, VS, VU)`.
 */
export const findingLines = (findings: readonly Finding[]): string[] => {
  const byField = grouped(findings, (finding) => `${kind(finding)} ${finding.field}`);
  const changes = [...byField.values()].map((same) => ({
    first: same[0]!,
    modes: same.map(({ mode }) => mode).join(', '),
  }));
  const lines = grouped(changes, ({ first, modes }) => `${kind(first)} (${modes})`);
  return [...lines.values()].map((same) => {
    const { first, modes } = same[0]!;
    return `${first.oracle} ${same.map((change) => change.first.field).join(', ')} ${first.change} (${modes})`;
  });
};
