import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guestSource, type GuestName, type RecordedTrial } from '@hartlab/lab';
import manifest from '../../package.json' with { type: 'json' };
import { isGuestNotFile } from '../guest-payload.ts';
import type { HandlerName } from '@hartlab/lab';
import { readFile } from '../read-file.ts';
import { Refusal } from '../refusal.ts';
import { systemErrorInWords } from '../system-error.ts';
import type { Campaign, PlannedTrial } from './campaign.ts';
import type { TrialOptions } from './trial.ts';

const format = 'hartlab-campaign 1';
const campaignFile = 'campaign.json';

/** What makes a campaign the same one: its trials, and what they are made of. Whatever is not the same is told by its name. */
type Identity = Readonly<Record<string, unknown>>;

const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The files and guests that a trial is made of, by what messages call them. */
function* partsOf({ of, flags }: PlannedTrial): Generator<[name: string, bytes: () => string | Uint8Array]> {
  const { payload, handler } = of;
  if (payload !== flags.restore) {
    if (isGuestNotFile(payload))
      yield [`${payload} with ${handler}`, () => guestSource(payload as GuestName, handler as HandlerName)];
    else yield [payload, () => readFile(payload, 'the payload')];
  }
  const { bios, initrd, restore, symbols = [] } = flags;
  for (const path of [bios, initrd, restore, ...symbols.map((each) => each.path)])
    if (path !== undefined) yield [path, () => readFile(path, 'what is swept')];
}

const identityOf = ({ trials }: Campaign, options: TrialOptions): Identity => {
  const parts: Record<string, string> = {};
  for (const trial of trials) for (const [name, bytes] of partsOf(trial)) parts[name] ??= digestOf(bytes());
  return {
    format,
    hartlab: manifest.version,
    options,
    trials: trials.map(({ of, judged, command }) => ({ case: of.name, defendant: judged.label, command })),
    parts,
  };
};

/** In what the campaign in a folder is another one, in words; undefined if it is the same. */
const otherwise = (saved: Identity, now: Identity): string | undefined => {
  if (saved['format'] !== now['format'] || saved['hartlab'] !== now['hartlab'])
    return 'it was begun by another version of hartlab';
  for (const key of ['trials', 'options'])
    if (JSON.stringify(saved[key]) !== JSON.stringify(now[key])) return `its ${key} are others`;
  const [parts, its] = [now['parts'], saved['parts']] as Record<string, string>[];
  const changed = Object.keys(parts!).find((name) => parts![name] !== its?.[name]);
  return changed === undefined ? undefined : `${changed} has changed since`;
};

/** A folder in which a campaign keeps the trials that were made, so that it can be gone on with. */
export class CampaignFolder {
  readonly #path: string;
  /** The trials that were made before, by their numbers. */
  readonly made: ReadonlyMap<number, RecordedTrial>;

  private constructor(path: string, made: ReadonlyMap<number, RecordedTrial>) {
    this.#path = path;
    this.made = made;
  }

  /** The folder of this campaign, which is begun there if there is nothing. @throws Refusal when it is of another one */
  static of(path: string, campaign: Campaign, options: TrialOptions): CampaignFolder {
    try {
      const identity = identityOf(campaign, options);
      mkdirSync(path, { recursive: true });
      const file = join(path, campaignFile);
      if (existsSync(file)) {
        const why = otherwise(readIdentity(file), identity);
        if (why === undefined) return new CampaignFolder(path, trialsIn(path, campaign));
        throw new Refusal(`${path} is of another campaign: ${why}; give --resume an empty directory`);
      }
      if (readdirSync(path).length > 0)
        throw new Refusal(`${path} has files, but none of a campaign; give --resume an empty directory`);
      write(file, identity);
      return new CampaignFolder(path, new Map());
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(`cannot keep a campaign in ${path}: ${systemErrorInWords(error)}`);
    }
  }

  keep(n: number, recorded: RecordedTrial): void {
    try {
      write(join(this.#path, trialFile(n)), recorded);
    } catch (error) {
      throw new Refusal(`cannot write to ${this.#path}: ${systemErrorInWords(error)}`, 'host error');
    }
  }
}

const trialFile = (n: number): string => `trial-${String(n).padStart(5, '0')}.json`;

/** A file that is there whole or not at all. */
const write = (path: string, data: unknown): void => {
  writeFileSync(`${path}.part`, JSON.stringify(data));
  renameSync(`${path}.part`, path);
};

const readIdentity = (file: string): Identity => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Identity;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
};

/** One that cannot be read is made again. */
const trialsIn = (path: string, { trials }: Campaign): Map<number, RecordedTrial> =>
  new Map(
    trials.flatMap(({ of, judged }, n) => {
      const file = join(path, trialFile(n));
      if (!existsSync(file)) return [];
      try {
        const recorded = JSON.parse(readFileSync(file, 'utf8')) as RecordedTrial;
        const isIts = recorded.trial.case === of.name && recorded.trial.defendant === judged.label;
        return isIts ? [[n, recorded] as const] : [];
      } catch (error) {
        if (error instanceof SyntaxError || error instanceof TypeError) return [];
        throw error;
      }
    }),
  );
