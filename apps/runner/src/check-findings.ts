import type { EngineKind } from '@hartlab/hart';
import { guestPayload, type ExpectedFindings, type Payload } from '@hartlab/lab';
import type { Appearance } from './appearance.ts';
import { conclusion } from './conclusion.ts';
import type { Exit } from './exit.ts';
import { findingsTable } from './findings-table.ts';
import type { Io } from './io.ts';
import { launcherOf } from './launcher.ts';
import { counted, wrap } from './prose.ts';
import { sweepOne, type Swept } from './swept.ts';
import { windowStrips } from './window-strips.ts';

/** Of one sweep; the first few say what is wrong, the others that it is wrong everywhere. */
const SHOWN_DISAGREEMENTS = 5;

const disagreementsInWords = ({ expected, disagreements }: Swept, width: number): string[] => {
  const { guest, policy, handler } = expected;
  const more = disagreements.length - SHOWN_DISAGREEMENTS;
  return [
    ...wrap(`${guest}, policy ${policy}, handler ${handler}:`, width),
    ...disagreements.slice(0, SHOWN_DISAGREEMENTS).flatMap((line) => wrap(line, width, '  ', '    ')),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

/** Whether the sweeps found what they must: plainly, and first, if one did not. */
const verdict = (sweeps: readonly Swept[], { width, paint }: Appearance): string[] => {
  const wrong = sweeps.filter(({ disagreements }) => disagreements.length > 0);
  const events = sweeps.reduce((sum, { record }) => sum + record.report.injected, 0);
  const failures = sweeps.some(({ record }) => record.differing > 0) ? ', failures included' : '';
  const made = `${counted(sweeps.length, 'sweep')}, ${counted(events, 'event')}.`;
  if (wrong.length === 0)
    return wrap(`${made} Each sweep found exactly what the rules of SSE predict${failures}.`, width).map((line) =>
      paint('good', line),
    );
  const found = `UNEXPECTED: ${wrong.length} of ${counted(sweeps.length, 'sweep')} found something else than the rules of SSE predict. Either hartlab is wrong or its prediction:`;
  return [
    ...wrap(found, width).map((line) => paint('bad', line)),
    ...wrong.flatMap((swept) => disagreementsInWords(swept, width)),
  ];
};

/** The report for people; `verbose` is with the table of all that was found. */
const inWords = (
  sweeps: readonly Swept[],
  { appearance, program, verbose }: { appearance: Appearance; program: string; verbose: boolean },
): string[] => [
  ...verdict(sweeps, appearance),
  '',
  ...windowStrips(sweeps, appearance),
  '',
  ...conclusion(sweeps, appearance, program),
  '',
  ...(verbose
    ? [findingsTable(sweeps).trimEnd()]
    : wrap(
        `Add --boundary N to a command to see one boundary; ${program} demo --verbose prints all findings.`,
        appearance.width,
      )),
];

const forMachines = ({ expected: { guest, policy, handler }, record, disagreements }: Swept): object => ({
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

/** Assembles each guest with each handler once, however many policies it is swept under. */
const payloads = () => {
  const assembled = new Map<string, Payload>();
  return ({ guest, handler }: ExpectedFindings): Payload => {
    const name = `${guest} ${handler}`;
    const payload = assembled.get(name) ?? guestPayload(guest, handler);
    assembled.set(name, payload);
    return payload;
  };
};

/** Makes each sweep, compares it with what it must find, and reports to people or, with `json`, to programs. */
export const checkFindings = async (
  expectations: readonly ExpectedFindings[],
  {
    io,
    json,
    verbose,
    appearance,
    engine,
  }: {
    readonly io: Io;
    readonly json: boolean;
    readonly verbose: boolean;
    readonly appearance: Appearance;
    /** What runs the handlers; the reference interpreter if absent. */
    readonly engine?: EngineKind | undefined;
  },
): Promise<Exit> => {
  const sweeps: Swept[] = [];
  const payloadOf = payloads();
  for (const [index, expected] of expectations.entries())
    sweeps.push(
      await sweepOne(expected, payloadOf(expected), { io, engine, place: `${index + 1} of ${expectations.length}` }),
    );
  io.stdout.write(
    json
      ? `${JSON.stringify(sweeps.map(forMachines), undefined, 2)}\n`
      : `${inWords(sweeps, { appearance, program: launcherOf(io), verbose }).join('\n')}\n`,
  );
  return sweeps.every(({ disagreements }) => disagreements.length === 0) ? 'passed' : 'violations';
};
