import type { Finding, ReportedViolation, SweepRecord } from '@hartlab/lab';
import { grouped } from './grouped.ts';
import { consequence, harmOf, type Harm } from './harm.ts';

/** The findings of one sweep that have the same consequence for the program. */
export interface Evidence {
  readonly harm: Harm;
  readonly consequence: string;
  readonly findings: readonly Finding[];
  /** At how many boundaries. */
  readonly count: number;
  /** The first of them. */
  readonly first: number;
  /** What the program calls that place. */
  readonly place: string;
  /** What was wrong there. */
  readonly example: ReportedViolation;
}

const evidence = (words: string, findings: readonly Finding[], { report }: SweepRecord): Evidence => {
  const [finding] = findings.toSorted((a, b) => a.first - b.first) as [Finding];
  const { oracle, field, first } = finding;
  const example = report.violations.find((v) => v.boundary === first && v.oracle === oracle && v.field === field)!;
  return {
    harm: harmOf(finding),
    consequence: words,
    findings,
    count: new Set(findings.flatMap(({ boundaries }) => boundaries)).size,
    first,
    place: `${example.symbol ?? example.pc}${example.line === undefined ? '' : ` (${example.line})`}`,
    example,
  };
};

/** What one sweep has found, consequence by consequence. */
export const evidenceOf = (record: SweepRecord): Evidence[] =>
  [...grouped(record.findings, consequence)].map(([words, findings]) => evidence(words, findings, record));
