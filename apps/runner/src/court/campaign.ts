import { caseName, shellWord, type CourtCase, type HandlerName, type SourceName } from '@hartlab/lab';
import { policies, type PolicyName } from '@hartlab/sse';
import type { Given } from '../options.ts';
import { isGuestNotFile } from '../guest-payload.ts';
import { Refusal } from '../refusal.ts';
import type { ResumePolicyName } from '../resume-policies.ts';
import { windowInWords, type sweepFlags } from '../sweep-payload.ts';

/** The flags of `hartlab sweep` with which a trial is made. */
export type TrialFlags = Given<'bios' | 'policy' | 'source' | 'smp' | 'engine' | (typeof sweepFlags)[number]>;

/** A firmware that is to be judged: its name in the report, and the flag that means it. */
export interface Judged {
  readonly label: string;
  readonly flags: Pick<TrialFlags, 'bios' | 'policy'>;
}

/** A trial that is to be made: one case for one defendant. */
export interface PlannedTrial {
  readonly of: CourtCase;
  readonly judged: Judged;
  readonly flags: TrialFlags;
  /** The words of the command line that make it. */
  readonly command: string;
}

/** All trials of a campaign, by case and then by defendant. */
export interface Campaign {
  readonly judged: readonly Judged[];
  readonly cases: readonly CourtCase[];
  readonly trials: readonly PlannedTrial[];
}

/** What the command line says of a campaign. */
export interface Asked extends Omit<TrialFlags, 'bios' | 'policy' | 'source' | 'handler'> {
  readonly payloads: readonly string[];
  readonly bios: readonly string[];
  readonly policies: readonly ResumePolicyName[];
  readonly handlers: readonly HandlerName[] | undefined;
  readonly sources: readonly SourceName[] | undefined;
}

/** What is judged where nobody says otherwise: the guests and handlers that show most in least time. */
const usualPayloads = ['world-switch', 'user-return'];
const usualHandlers: readonly HandlerName[] = ['minimal', 'preserving', 'forgetful', 'linux-2026'];

export const builtIn = (policy: ResumePolicyName): Judged => ({ label: `built-in:${policy}`, flags: { policy } });

/** Firmware files by their names, or by their paths where two have one name. */
export const firmwareFiles = (paths: readonly string[]): Judged[] => {
  const nameOf = (path: string): string => path.split('/').at(-1)!;
  const twice = paths.find((path, n) => paths.indexOf(path) !== n);
  if (twice !== undefined) throw new Refusal(`-bios ${twice} is given twice; give each firmware once`);
  const isAmbiguous = (path: string) => paths.some((other) => other !== path && nameOf(other) === nameOf(path));
  return paths.map((path) => ({ label: isAmbiguous(path) ? path : nameOf(path), flags: { bios: path } }));
};

/** The trials that the command line asks for. @throws Refusal */
export const campaignOf = ({ payloads, bios, policies: named, handlers, sources, ...flags }: Asked): Campaign => {
  const inEffect = named.length + bios.length > 0 ? named : (Object.keys(policies) as PolicyName[]);
  const judged = [...inEffect.map(builtIn), ...firmwareFiles(bios)];
  const usualSource: SourceName = bios.length > 0 ? 'software' : 'signal';
  const { smp = 1 } = flags;
  const planned = (payloads.length > 0 ? payloads : usualPayloads).flatMap((payload) => {
    const some: readonly HandlerName[] = handlers ?? (isGuestNotFile(payload) ? usualHandlers : ['minimal']);
    return some.flatMap((handler) =>
      (sources ?? [usualSource]).map((source) => ({
        of: { name: caseName(payload, handler, source, smp), payload, handler, source, harts: smp },
        flags: { ...flags, handler, source },
      })),
    );
  });
  return {
    judged,
    cases: planned.map(({ of }) => of),
    trials: planned.flatMap(({ of, flags: ofCase }) =>
      judged.map((one) => {
        const all = { ...ofCase, ...one.flags };
        return { of, judged: one, flags: all, command: commandOf(of.payload, all) };
      }),
    ),
  };
};

const commandOf = (payload: string, { bios, policy, handler, ...flags }: TrialFlags): string =>
  [
    `sweep ${shellWord(payload)}`,
    ...(bios === undefined ? [] : [`-bios ${shellWord(bios)}`]),
    ...(policy === undefined ? [] : [`--policy ${policy}`]),
    `--handler ${handler}`,
  ].join(' ') + windowInWords(flags);
