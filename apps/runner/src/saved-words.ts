import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Cpu } from '@hartlab/isa';
import type { BoardOptions, Machine } from '@hartlab/machine';
import { diskDigest } from './disk-digest.ts';
import { diskPaths, type DiskWords } from './drive-words.ts';
import { machineDefaults, machineFlags } from './build-machine.ts';
import type { GivenSymbols } from './given-symbols.ts';
import { machineText } from './machine-words.ts';
import { options, type Given } from './options.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';

/** The flags that say what a machine is, which a snapshot has for its own. */
const savedFlags = machineFlags.filter((name) => !['kernel', 'engine', 'traceHash'].includes(name)) as Exclude<
  (typeof machineFlags)[number],
  'kernel' | 'engine' | 'traceHash'
>[];
type SavedFlag = (typeof savedFlags)[number];
export type MachineWords = Given<SavedFlag | 'traceHash'>;

/** The words of a run as a file has them: each value as the command line would say it. */
export interface SavedWords {
  readonly payload?: string;
  readonly flags: Readonly<Partial<Record<SavedFlag | 'traceHash', string | readonly string[]>>>;
  /** SHA-256 of the files that were loaded, by what they were for: `the payload`; and what `diskDigest` says of `the disk PATH`. */
  readonly files: Readonly<Record<string, string>>;
}

/** The model of a hart as `-cpu` would say it. */
const cpuText = ({ isa, shortIsaString, reentrantTriggers }: Cpu): string =>
  [
    isa.name,
    ...(shortIsaString === undefined ? [] : [`short-isa-string=${shortIsaString}`]),
    ...(reentrantTriggers === undefined ? [] : [`reentrant-triggers=${reentrantTriggers}`]),
  ].join(',');

/** A value of one of the flags that make a machine as the command line would say it. */
export const textOf = (name: string, value: unknown): string | readonly string[] => {
  if (name === 'cpu') return cpuText(value as Cpu);
  if (name === 'machine') return machineText(value as BoardOptions);
  if (name === 'm') return `${Number(value) / 1024}K`;
  if (name === 'symbols') return (value as readonly GivenSymbols[]).map(({ word }) => word);
  return Array.isArray(value) ? value.map(String) : String(value);
};

/** Notes what is read of the files that make a machine. */
export class LoadedFiles {
  readonly digests: Record<string, string> = {};

  readonly read: typeof readFile = (path, what, ram) => {
    const bytes = readFile(path, what, ram);
    this.digests[what] = digestOf(bytes);
    return bytes;
  };
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The words with which this machine was made. */
export const savedWords = (
  payload: string | undefined,
  given: MachineWords,
  { digests }: LoadedFiles,
  { harts, hand }: Machine,
): SavedWords => {
  const all: MachineWords = {
    ...machineDefaults,
    ...given,
    smp: harts.filter((hart) => hart !== hand).length,
    cpu: { ...given.cpu, isa: harts[0]!.isa },
  };
  const flags = Object.fromEntries(
    [...savedFlags, 'traceHash' as const].flatMap((name) =>
      all[name] === undefined ? [] : [[name, textOf(name, all[name])] as const],
    ),
  );
  return { ...(payload !== undefined && { payload }), flags, files: digests };
};

const diskNamed = (path: string): string => `the disk ${path}`;

/** The same words with what is in the files of disks now. @throws Refusal */
export const withDisks = (words: SavedWords): SavedWords => {
  const disks = diskPaths(words.flags as DiskWords);
  return {
    ...words,
    files: { ...words.files, ...Object.fromEntries(disks.map((disk) => [diskNamed(disk), diskDigest(disk)])) },
  };
};

/** Refuses to go on with a disk that is not as it was when the run was saved at `path`: the guest knows what was on it. @throws Refusal */
export const checkDisks = ({ files, given }: ReturnType<typeof wordsIn>, path: string): void => {
  for (const disk of diskPaths(given))
    if (files[diskNamed(disk)] !== diskDigest(disk))
      throw new Refusal(
        `${path} was saved with something else on the disk ${disk}; put back what it was, or save the run again`,
      );
};

/** The flags that a file has, read as the command line's are. @throws RangeError where they are none. */
export const wordsIn = (saved: unknown): SavedWords & { readonly given: MachineWords } => {
  const { payload, flags, files } = (saved ?? {}) as Partial<Record<keyof SavedWords, unknown>>;
  const isRecord = (data: unknown): data is Record<string, unknown> => typeof data === 'object' && data !== null;
  const isGood = isRecord(flags) && isRecord(files) && (payload === undefined || typeof payload === 'string');
  if (!isGood) throw new RangeError('it does not say of what run it is');
  const given = Object.fromEntries(
    [...savedFlags, 'traceHash' as const].flatMap((name) => {
      const value = flags[name];
      if (value === undefined) return [];
      const row = options[name];
      const texts = 'repeats' in row ? value : [value];
      if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string'))
        throw new RangeError(`it has no ${row.flag}`);
      const values = (texts as string[]).map((text): unknown => ('read' in row ? row.read(text) : text === 'true'));
      return [[name, 'repeats' in row ? values : values[0]] as const];
    }),
  ) as MachineWords;
  return { ...(payload !== undefined && { payload }), flags, files, given } as ReturnType<typeof wordsIn>;
};

/** What the files are for that these flags name. */
const purposes: Readonly<Record<string, string>> = {
  bios: 'the firmware',
  initrd: 'the initrd',
  dtb: 'the device tree',
};

/** Refuses words that differ from those of the run that was saved at `path`. @throws Refusal */
export const checkWords = (
  saved: SavedWords,
  payload: string | undefined,
  given: Given<SavedFlag>,
  path: string,
): void => {
  const check = (flag: string, text: string, before: string | undefined, what: string | undefined): void => {
    const digest = what === undefined ? undefined : saved.files[what];
    const isSame =
      digest === undefined ? text === before : existsSync(text) && digestOf(readFile(text, what!)) === digest;
    if (isSame) return;
    const was = before === undefined ? `without ${flag}` : `with ${flag} ${before}`;
    throw new Refusal(`${path} was saved ${was}, and ${flag} ${text} is not the same; leave it out`);
  };
  if (payload !== undefined) check('-kernel', payload, saved.payload, 'the payload');
  for (const name of savedFlags) {
    const [value, before] = [given[name], saved.flags[name]];
    if (value === undefined) continue;
    check(options[name].flag, String(textOf(name, value)), before && String(before), purposes[name]);
  }
};
