import type { EngineKind } from '@hartlab/hart';
import { guestPayload, type ExpectedEnding, type ExpectedFindings, type Payload } from '@hartlab/lab';
import type { Appearance } from './appearance.ts';
import { conclusion } from './conclusion.ts';
import type { Exit } from './exit.ts';
import { findingsTable } from './findings-table.ts';
import type { Io } from './io.ts';
import { launcherOf } from './launcher.ts';
import { profileAll, profiledForMachines, profiledInWords, type Profiled } from './profiled.ts';
import { counted, wrap } from './prose.ts';
import { sweepOne, type Swept } from './swept.ts';
import { windowStrips } from './window-strips.ts';

/** Of one sweep; the first few say what is wrong, the others that it is wrong everywhere. */
const SHOWN_DISAGREEMENTS = 5;

/** A sweep or a run that did not come out as it must. */
interface Wrong {
  readonly name: string;
  readonly disagreements: readonly string[];
}

const wrongSweep = ({ expected: { guest, policy, handler }, disagreements }: Swept): Wrong => ({
  name: `${guest}, policy ${policy}, handler ${handler}`,
  disagreements,
});
const wrongRun = ({ expected: { policy }, disagreements }: Profiled): Wrong => ({
  name: `perf-top, policy ${policy}`,
  disagreements,
});

const disagreementsInWords = ({ name, disagreements }: Wrong, width: number): string[] => {
  const more = disagreements.length - SHOWN_DISAGREEMENTS;
  return [
    ...wrap(`${name}:`, width),
    ...disagreements.slice(0, SHOWN_DISAGREEMENTS).flatMap((line) => wrap(line, width, '  ', '    ')),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

/** Whether the sweeps found what they must, and the runs ended so: plainly, and first, if one did not. */
const verdict = (sweeps: readonly Swept[], runs: readonly Profiled[], { width, paint }: Appearance): string[] => {
  const wrong = [...sweeps.map(wrongSweep), ...runs.map(wrongRun)].filter(
    ({ disagreements }) => disagreements.length > 0,
  );
  const events = sweeps.reduce((sum, { record }) => sum + record.report.injected, 0);
  const failures = sweeps.some(({ record }) => record.differing > 0) ? ', failures included' : '';
  const [made, each, all] =
    runs.length === 0
      ? ['', 'Each sweep found', counted(sweeps.length, 'sweep')]
      : [
          `, ${counted(runs.length, 'run')}`,
          'Each found',
          `${counted(sweeps.length, 'sweep')} and ${counted(runs.length, 'run')}`,
        ];
  if (wrong.length === 0)
    return wrap(
      `${counted(sweeps.length, 'sweep')}, ${counted(events, 'event')}${made}. ${each} exactly what the rules of SSE predict${failures}.`,
      width,
    ).map((line) => paint('good', line));
  const found = `UNEXPECTED: ${wrong.length} of ${all} found something else than the rules of SSE predict. Either hartlab is wrong or its prediction:`;
  return [
    ...wrap(found, width).map((line) => paint('bad', line)),
    ...wrong.flatMap((one) => disagreementsInWords(one, width)),
  ];
};

/** The report for people; `verbose` is with the table of all that was found. */
const inWords = (
  sweeps: readonly Swept[],
  runs: readonly Profiled[],
  { appearance, program, verbose }: { appearance: Appearance; program: string; verbose: boolean },
): string[] => [
  ...verdict(sweeps, runs, appearance),
  '',
  ...windowStrips(sweeps, appearance),
  '',
  ...conclusion(sweeps, appearance, program),
  '',
  ...profiledInWords(runs, appearance, program),
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

/** Makes each sweep and each run, compares it with what it must find, and reports to people or, with `json`, to programs. */
export const checkFindings = async (
  expectations: readonly ExpectedFindings[],
  {
    io,
    json,
    verbose,
    appearance,
    engine,
    endings = [],
  }: {
    readonly io: Io;
    readonly json: boolean;
    readonly verbose: boolean;
    readonly appearance: Appearance;
    /** What runs the handlers; the reference interpreter if absent. */
    readonly engine?: EngineKind | undefined;
    /** How the profiled kernel must end; it is not run, if absent. */
    readonly endings?: readonly ExpectedEnding[];
  },
): Promise<Exit> => {
  const sweeps: Swept[] = [];
  const payloadOf = payloads();
  for (const [index, expected] of expectations.entries())
    sweeps.push(
      await sweepOne(expected, payloadOf(expected), { io, engine, place: `${index + 1} of ${expectations.length}` }),
    );
  const runs = await profileAll(endings, { io, engine });
  io.stdout.write(
    json
      ? `${JSON.stringify([...sweeps.map(forMachines), ...runs.map(profiledForMachines)], undefined, 2)}\n`
      : `${inWords(sweeps, runs, { appearance, program: launcherOf(io), verbose }).join('\n')}\n`,
  );
  return [...sweeps, ...runs].every(({ disagreements }) => disagreements.length === 0) ? 'passed' : 'violations';
};
