import { guestPayload, summary, sweep, SweepRecord, Verdict, type ExpectedFindings } from '@hartlab/lab';
import type { Exit } from './exit.ts';
import type { Io } from './io.ts';
import { table } from './table.ts';
import { goThrough } from './work.ts';

/** Of the hart that is swept. */
const hartid = 0n;
/** Of one sweep; the first few say what is wrong, the others that it is wrong everywhere. */
const SHOWN_DISAGREEMENTS = 5;

interface Cell {
  readonly expected: ExpectedFindings;
  readonly record: SweepRecord;
  readonly disagreements: readonly string[];
}

const sweepCell = async (expected: ExpectedFindings, place: string, io: Io): Promise<Cell> => {
  const { guest, handler, policy } = expected;
  const payload = guestPayload(guest, handler);
  const record = new SweepRecord(payload, policy);
  const verdict = new Verdict(expected, payload, hartid);
  await goThrough(
    sweep(payload, { policy }),
    io,
    (boundary) => {
      record.add(boundary);
      verdict.add(boundary);
    },
    () => `boundary ${record.report.boundaries} of ${guest}, ${policy}, ${handler} (sweep ${place})`,
  );
  return { expected, record, disagreements: verdict.disagreements };
};

const cellsInWords = (cells: readonly Cell[]): string =>
  table(
    ['guest', 'policy', 'handler', 'boundaries', 'skipped', 'differ', 'expected', 'what differs, in which modes'],
    cells.map(({ expected, record, disagreements }) => [
      expected.guest,
      expected.policy,
      expected.handler,
      String(record.report.boundaries),
      String(record.report.skipped.length),
      String(record.differing),
      disagreements.length === 0 ? 'yes' : 'NO',
      summary(record.findings),
    ]),
  );

const disagreementsInWords = ({ expected, disagreements }: Cell): string => {
  const shown = disagreements.slice(0, SHOWN_DISAGREEMENTS).map((line) => `  ${line}\n`);
  const more = disagreements.length - shown.length;
  const rest = more > 0 ? `  and ${more} more\n` : '';
  return `\n${expected.guest}, policy ${expected.policy}, handler ${expected.handler}:\n${shown.join('')}${rest}`;
};

const conclusion = (cells: readonly Cell[]): string => {
  const wrong = cells.filter(({ disagreements }) => disagreements.length > 0);
  if (wrong.length === 0) return `\nAll ${cells.length} sweeps found exactly what they must find.\n`;
  return `\n${wrong.length} of ${cells.length} sweeps did not find exactly what they must find:\n${wrong.map(disagreementsInWords).join('')}`;
};

const forMachines = ({ expected: { guest, policy, handler }, record, disagreements }: Cell): object => ({
  payload: guest,
  policy,
  handler,
  boundaries: record.report.boundaries,
  injected: record.report.injected,
  differing: record.differing,
  findings: record.findings.map(({ oracle, mode, field, change, count, first }) => ({
    oracle,
    mode,
    field,
    change,
    count,
    first,
  })),
  disagreements,
});

/**
 * Makes each sweep and compares it with what it must find. Prints one table, or JSON, and where a sweep found something
 * else, which boundaries disagree.
 */
export const checkFindings = async (
  expectations: readonly ExpectedFindings[],
  { io, json }: { readonly io: Io; readonly json: boolean },
): Promise<Exit> => {
  const cells: Cell[] = [];
  for (const [index, expected] of expectations.entries())
    cells.push(await sweepCell(expected, `${index + 1} of ${expectations.length}`, io));
  io.stdout.write(
    json ? `${JSON.stringify(cells.map(forMachines), undefined, 2)}\n` : cellsInWords(cells) + conclusion(cells),
  );
  return cells.every(({ disagreements }) => disagreements.length === 0) ? 'passed' : 'violations';
};
