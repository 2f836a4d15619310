import type { CourtReport, Disagreement, Trial } from './report.ts';

/** How often each case and each finding is expected, by its id; sections for some defendants, and one for all others. */
export type Expectation = ReadonlyMap<string | undefined, ReadonlyMap<string, number>>;

/** What was found in one trial, in the same way: how many events there were, and at how many of them each finding is. */
const countsOf = ({ case: name, injected, findings }: Trial): [id: string, count: number][] => [
  [name, injected],
  ...findings.map(({ id, count }): [string, number] => [id, count]),
];

const foundBy = ({ trials }: CourtReport, label: string): Map<string, number> =>
  new Map(trials.filter(({ defendant }) => defendant === label).flatMap(countsOf));

/**
 * Reads a text with a line `COUNT ID` for each case and each finding: at how many boundaries. A line `[LABEL]` begins what is expected
 * of the defendant of that label; what stands before the first is expected of every other. `#` begins a comment.
 *
 * @throws RangeError that says in which line there is something else
 */
export function expectationOf(text: string): Expectation {
  const sections = new Map<string | undefined, Map<string, number>>();
  let section: string | undefined;
  for (const [n, line] of text.split(/\r?\n/).entries()) {
    const words = line.replace(/(^|\s)#.*/, '').trim();
    if (words === '') continue;
    const [, label] = /^\[(.+)\]$/.exec(words) ?? [];
    const [, count, id = ''] = /^(\d+)\s+(\S+)$/.exec(words) ?? [];
    if (label !== undefined) section = label;
    else if (count === undefined) throw new RangeError(`line ${n + 1} is neither COUNT ID nor [DEFENDANT]: ${words}`);
    const its = sections.get(section) ?? new Map<string, number>();
    sections.set(section, its);
    if (count === undefined) continue;
    if (its.has(id)) throw new RangeError(`line ${n + 1} says again what is expected of ${id}`);
    its.set(id, Number(count));
  }
  return sections;
}

/** In what a campaign is not as expected: cases and findings that are at other boundaries, or that only one of the two has. */
export function disagreementsWith(expectation: Expectation, report: CourtReport): Disagreement[] {
  const labels = report.defendants.map(({ label }) => label);
  const absent = [...expectation.keys()].filter((label) => label !== undefined && !labels.includes(label)) as string[];
  return [...labels, ...absent].flatMap((defendant) => {
    const expected = expectation.get(defendant) ?? expectation.get(undefined) ?? new Map<string, number>();
    const found = foundBy(report, defendant);
    return [...new Set([...expected.keys(), ...found.keys()])].flatMap((id) => {
      const counts = { expected: expected.get(id) ?? 0, found: found.get(id) ?? 0 };
      const isAsExpected = counts.expected === counts.found && expected.has(id) === found.has(id);
      return isAsExpected ? [] : [{ defendant, id, ...counts }];
    });
  });
}

/** The text that expects what was found; a section for each defendant where there are several. */
export function expectationText(report: CourtReport): string {
  const { defendants } = report;
  const sections = defendants.map(({ label }) => [
    ...(defendants.length > 1 ? [`[${label}]`] : []),
    ...[...foundBy(report, label)].map(([id, count]) => `${count} ${id}`),
  ]);
  return `# What hartlab court --expect expects: at how many boundaries, and the id.\n${sections.map((lines) => `${lines.join('\n')}\n`).join('\n')}`;
}
