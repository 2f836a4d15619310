import { caseName, shellWord, type CourtCase, type HandlerName, type SourceName } from '@hartlab/lab';
import { policies, type PolicyName } from '@hartlab/sse';
import { isGuestNotFile } from '../guest-payload.ts';
import { Refusal } from '../refusal.ts';
import { resumePolicies, type ResumePolicyName } from '../resume-policies.ts';
import { flagsInWords } from '../sweep-command.ts';
import type { SettingFlags } from '../setting-flags.ts';
import { DEFAULT_RAM } from '@hartlab/machine';

/** A firmware that is to be judged: its name in the report, and the flag that means it; none for what a snapshot has. */
export interface Judged {
  readonly label: string;
  readonly flags: Pick<SettingFlags, 'bios' | 'policy'>;
}

/** A trial that is to be made: one case for one defendant. */
export interface PlannedTrial {
  readonly of: CourtCase;
  readonly judged: Judged;
  /** The flags of `hartlab sweep` with which it is made. */
  readonly flags: SettingFlags;
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
export interface Asked extends Omit<SettingFlags, 'bios' | 'policy' | 'source' | 'handler'> {
  /** Guests, files, or the one snapshot of `--restore`. */
  readonly payloads: readonly string[];
  readonly judged: readonly Judged[];
  readonly handlers?: readonly HandlerName[];
  readonly sources?: readonly SourceName[];
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

/** What the word of `--compare` means. @throws Refusal */
export const modelNamed = (word: string): Judged => {
  const [, policy] = /^built-in:(.*)$/.exec(word) ?? [];
  if (policy === undefined) return firmwareFiles([word])[0]!;
  if (Object.hasOwn(resumePolicies, policy)) return builtIn(policy as ResumePolicyName);
  throw new Refusal(`there is no policy "${policy}"; the policies are ${Object.keys(policies).join(', ')}`);
};

/** The built-in firmware under every policy. */
export const everyPolicy = (): Judged[] => (Object.keys(policies) as PolicyName[]).map(builtIn);

/** The trials that the command line asks for. */
export const campaignOf = ({ payloads, judged, handlers, sources, ...given }: Asked): Campaign => {
  const hasFiles = judged.some(({ flags }) => flags.policy === undefined);
  const usualSource: SourceName = hasFiles ? 'software' : 'signal';
  // Firmware may need more than a guest does, and all are to have the same.
  const flags = { ...(hasFiles && given.restore === undefined && { m: DEFAULT_RAM }), ...given };
  const { smp = 1, hart, mMode } = flags;
  const planned = (payloads.length > 0 ? payloads : usualPayloads).flatMap((payload) => {
    const isGuest = payload !== given.restore && isGuestNotFile(payload);
    const some: readonly HandlerName[] = handlers ?? (isGuest ? usualHandlers : ['minimal']);
    return some.flatMap((handler) =>
      (sources ?? [usualSource]).map((source) => ({
        of: {
          name: caseName(payload, handler, source, { harts: smp, hart, inMMode: mMode }),
          payload,
          handler,
          source,
          harts: smp,
        },
        flags: { ...flags, ...(payload !== given.restore && { handler }), source },
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

const commandOf = (payload: string, { bios, policy, handler, ...flags }: SettingFlags): string =>
  [
    'sweep',
    ...(payload === flags.restore ? [] : [shellWord(payload)]),
    ...(bios === undefined ? [] : [`-bios ${shellWord(bios)}`]),
    ...(policy === undefined ? [] : [`--policy ${policy}`]),
    ...(handler === undefined ? [] : [`--handler ${handler}`]),
  ].join(' ') + flagsInWords(flags);
