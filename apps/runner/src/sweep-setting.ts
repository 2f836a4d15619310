import type { EngineKind } from '@hartlab/hart';
import { overflowingIsa, type MakeMachine, type Payload, type SweepOptions } from '@hartlab/lab';
import { machineFlags, prepareMachine } from './build-machine.ts';
import { sweepEngine, type EngineName } from './engines.ts';
import { GuestConsole } from './guest-console.ts';
import { judgedFirmware, type FirmwareFile } from './judged-firmware.ts';
import type { Given } from './options.ts';
import { addressRangeOf } from './quantity.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';
import { sweepFlags, sweepPayload } from './sweep-payload.ts';

/** The flags that say what a sweep runs on and what it sweeps. */
export const settingFlags = [
  ...machineFlags.filter((name) => name !== 'handler' && name !== 'traceHash' && name !== 'machine'),
  ...sweepFlags,
  'machine',
  'nodefaults',
  'nographic',
  'restore',
  'maxInstructions',
  'source',
  'clock',
  'firmwareMemory',
  'hart',
  'mMode',
] as const;
export type SettingFlags = Given<(typeof settingFlags)[number]>;

/** What a sweep is made of. */
export interface SweepSetting {
  readonly payload: Payload;
  /** The firmware that is judged, if it is a file. */
  readonly firmware: Pick<FirmwareFile, 'file' | 'sha256'> | undefined;
  /** The policy of the built-in firmware. */
  readonly policy: NonNullable<SettingFlags['policy']>;
  /** For `sweep`. */
  readonly options: Pick<
    SweepOptions,
    'machine' | 'source' | 'hart' | 'at' | 'window' | 'patience' | 'clock' | 'firmwareMemory'
  >;
  /** What is odd about the files: a line each. */
  readonly warnings: readonly string[];
}

/** RAM of the machine of a guest: they are small, and less is sooner compared. A firmware file may want all that there is by default. */
const guestRam = 8 * 1024 ** 2;

/** Boundaries within which a file comes to its window and out of it: a kernel boots in some thousand millions. */
const filesPatience = 10_000_000_000;

/** Reads each file once, which may be a pipe. */
const readOnce = (): typeof readFile => {
  const known = new Map<string, Uint8Array>();
  return (path, what, ram) => {
    const bytes = known.get(path) ?? readFile(path, what, ram);
    known.set(path, bytes);
    return bytes;
  };
};

/** What the sweep itself is told of these flags. */
export const sweepOptions = (
  { window, source, hart, mMode, maxInstructions, clock, firmwareMemory }: SettingFlags,
  isFile: boolean,
  isJudged: boolean,
): Omit<SweepSetting['options'], 'machine'> => {
  const patience = maxInstructions ?? (isFile ? filesPatience : undefined);
  return {
    source: source ?? (isJudged ? 'software' : 'signal'),
    ...(hart !== undefined && { hart }),
    ...(mMode && { at: 'M-mode' }),
    ...(window !== undefined && { window }),
    ...(patience !== undefined && { patience }),
    ...(clock && { clock }),
    ...(firmwareMemory !== undefined && { firmwareMemory: addressRangeOf(firmwareMemory) ?? 'below the payload' }),
  };
};

/**
 * What these flags describe.
 *
 * @param word the payload, a shipped guest or a file; with `--restore` it need not be said
 * @param engineOf what runs the handlers of a guest, by the engine's name and whether a firmware file is judged
 * @throws Refusal or ImageError when it cannot be swept
 */
export const sweepSetting = async (
  flags: SettingFlags,
  word: string | undefined,
  engineOf: (name: EngineName | undefined, isJudged: boolean) => EngineKind | undefined = sweepEngine,
): Promise<SweepSetting> => {
  if (flags.hand) throw new Refusal('--hand is for run --save; a sweep has a hand where its event needs one');
  if (flags.restore !== undefined) return (await import('./restored-setting.ts')).restoredSetting(flags, word);
  if (word === undefined) throw new Refusal('there is nothing to sweep; give a shipped guest or a file');
  const read = readOnce();
  const firmware = judgedFirmware(flags, read);
  const payload = await sweepPayload(word, flags, firmware, read);
  const words = { ...(!payload.adopted && !firmware && { m: guestRam }), ...flags };
  const { make } = await prepareMachine(words, word, { read, keepsDisks: false });
  // Few handlers are long enough for an engine; a kernel's way to its window is.
  const engine = payload.adopted ? undefined : { engine: engineOf(flags.engine, firmware !== undefined) };
  const machine: MakeMachine = ({ hand, overflows, marked }) =>
    make(new GuestConsole(undefined, undefined), {
      hand,
      marked,
      ...engine,
      ...(overflows && { isa: overflowingIsa(flags.cpu?.isa ?? payload.isa) }),
    });
  return {
    payload,
    firmware,
    policy: flags.policy ?? 'private',
    options: { ...sweepOptions(flags, payload.adopted === true, firmware !== undefined), machine },
    warnings: [...(firmware?.image.warnings ?? []), ...(payload.image.warnings ?? [])],
  };
};
