import type { EngineKind } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import {
  endingDisagreements,
  guestPayload,
  mutantPolicies,
  runProfiled,
  type ExpectedEnding,
  type Payload,
  type ProfiledEnding,
} from '@hartlab/lab';
import type { Appearance } from './appearance.ts';
import { grouped } from './grouped.ts';
import type { Io } from './io.ts';
import { commandLines, counted, wrap } from './prose.ts';
import { resumePolicies } from './resume-policies.ts';
import { goThrough } from './work.ts';

const guest = 'perf-top';

/** One run of the main job: how a profiled kernel ended, and where that is not as it must end. */
export interface Profiled {
  readonly expected: ExpectedEnding;
  readonly ending: ProfiledEnding;
  readonly disagreements: readonly string[];
  /** What the guest calls the place of the last sample. */
  readonly place: string;
}

function* runs(expected: readonly ExpectedEnding[], payload: Payload, engine: EngineKind | undefined) {
  for (const one of expected) {
    const ending = runProfiled(resumePolicies[one.policy], engine);
    const place = payload.symbol(ending.sampled) ?? hex(ending.sampled);
    yield { expected: one, ending, disagreements: endingDisagreements(one, ending, payload), place };
  }
}

/** Runs the profiled kernel as often as there are expectations. */
export const profileAll = async (
  expected: readonly ExpectedEnding[],
  { io, engine }: { readonly io: Io; readonly engine: EngineKind | undefined },
): Promise<Profiled[]> => {
  const all: Profiled[] = [];
  if (expected.length === 0) return all;
  await goThrough(
    runs(expected, guestPayload(guest, 'minimal'), engine),
    io,
    (one) => all.push(one),
    () => `run ${all.length} of ${expected.length} of ${guest}`,
  );
  return all;
};

const howItEnds = ({ ending: { says, samples, sampled, trap }, place }: Profiled): string => {
  if (!trap) return `runs clean, ${counted(samples, 'sample')}`;
  const came = `sample ${samples} comes at ${place}; `;
  if (trap.pc === sampled && trap.from === 'U')
    return `${came}the kernel goes on there in user mode, and ends in an ${trap.cause}`;
  return `${came}the kernel ends: "${says}"`;
};

/** How the profiled kernel ended under each policy. Empty where there were no runs. */
export const profiledInWords = (
  profiled: readonly Profiled[],
  { width, paint }: Appearance,
  program: string,
): string[] => {
  if (profiled.length === 0) return [];
  const label = Math.max(...profiled.map(({ expected }) => expected.policy.length));
  const faults = Object.entries(mutantPolicies)
    .filter(([name]) => profiled.some(({ expected }) => expected.policy === name))
    .map(([name, { title }]) => ` ${name} is a planted fault: ${title}.`);
  const about =
    `The second one alive: ${guest}, a kernel that is profiled some 4,000 times a second by a handler that now and then takes ` +
    `a page fault, and forgets sstatus.${faults.join('')} How it ends:`;
  const ends = [...grouped(profiled, ({ ending }) => ending.says).values()].map(([one]) => one!);
  return [
    ...wrap(about, width).map((line) => paint('bold', line)),
    ...profiled.flatMap((one) =>
      wrap(howItEnds(one), width, `  ${one.expected.policy.padEnd(label)}  `, ' '.repeat(label + 4)),
    ),
    ...ends
      .map(({ expected }) => `${program} run ${guest} --policy ${expected.policy}`)
      .flatMap((command) => commandLines(command, width, '     '))
      .map((line) => paint('command', line)),
    '',
  ];
};

/** The same for programs. */
export const profiledForMachines = ({ expected, ending, disagreements }: Profiled): object => {
  const { says, passed, samples, sampled, trap } = ending;
  return {
    payload: guest,
    policy: expected.policy,
    scenario: expected.scenario?.name ?? null,
    says,
    passed,
    samples,
    sampled: hex(sampled),
    trap: trap ? { ...trap, pc: hex(trap.pc) } : null,
    disagreements,
  };
};
