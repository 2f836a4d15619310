import type { EngineKind } from '@hartlab/hart';
import { overflowingIsa, type MakeMachine } from '@hartlab/lab';
import { prepareMachine } from './build-machine.ts';
import { sweepEngine, type EngineName } from './engines.ts';
import { GuestConsole } from './guest-console.ts';
import { judgedFirmware } from './judged-firmware.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';
import { type SettingFlags, type SweepSetting, sweepOptions } from './setting-flags.ts';
import { sweepPayload } from './sweep-payload.ts';

/** RAM of the machine of a guest: they are small, and less is sooner compared. A firmware file may want all that there is by default. */
const guestRam = 8 * 1024 ** 2;

/** Reads each file once, which may be a pipe. */
const readOnce = (): typeof readFile => {
  const known = new Map<string, Uint8Array>();
  return (path, what, ram) => {
    const bytes = known.get(path) ?? readFile(path, what, ram);
    known.set(path, bytes);
    return bytes;
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
