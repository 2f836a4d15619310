import type { MakeMachine } from '@hartlab/lab';
import type { PlacedMark } from '@hartlab/machine';
import { machineDefaults, prepareMachine } from './build-machine.ts';
import { GuestConsole } from './guest-console.ts';
import { checkFirmwareFlags } from './judged-firmware.ts';
import { Refusal } from './refusal.ts';
import { readSavedRun } from './saved-run.ts';
import { checkWords } from './saved-words.ts';
import { restoredPayload } from './sweep-payload.ts';
import { sweepOptions, type SettingFlags, type SweepSetting } from './setting-flags.ts';

/**
 * What is swept of a run that `run --save` has saved: the machine is the saved one, and its payload is in its RAM.
 *
 * @param word the payload, if it is said: the same
 * @throws Refusal
 */
export const restoredSetting = async (flags: SettingFlags, word: string | undefined): Promise<SweepSetting> => {
  const { policy, restore, engine, ...others } = flags;
  const run = await readSavedRun(restore!);
  const { words, path } = run;
  const { bios = machineDefaults.bios, handler, ...given } = words.given;
  const { handler: wanted, ...checked } = others;
  const isSaid = wanted !== undefined && wanted !== (handler ?? 'minimal');
  checkWords(words, word, isSaid ? { ...checked, handler: wanted } : checked, path);
  checkFirmwareFlags({ ...flags, bios });
  const judged = bios === 'default' ? undefined : { file: bios, sha256: words.files['the firmware'] ?? '' };
  const options = sweepOptions(flags, true, judged !== undefined);
  if (options.source !== 'signal' && !given.hand)
    throw new Refusal(`${path} has no hand, through which --source ${options.source} acts; save it again with --hand`);
  const name = word ?? words.payload ?? bios;
  const itsPolicy = policy ?? given.policy ?? machineDefaults.policy;
  const its = { ...words.given, ...(engine && { engine }), policy: itsPolicy };
  const { make } = await prepareMachine(its, words.payload, { loaded: run.loaded, keepsDisks: false });
  const console = new GuestConsole(undefined, undefined);
  let marked: ((mark: PlacedMark) => void) | undefined;
  const machine = make(console, { marked: (mark) => marked?.(mark) });
  run.restore(machine, console);
  if (policy !== undefined && policy !== given.policy && machine.firmware?.sse.isRunning)
    throw new Refusal(`${path} was saved in the handler of an event, which --policy ${given.policy} has interrupted`);
  const payload = restoredPayload(name, { ...(handler && { handler }), ...flags }, run.imagesIn(machine));
  const goOn: MakeMachine = (wants) => {
    if (wants.overflows && !machine.harts[0]!.isa.has('Sscofpmf'))
      throw new Refusal(`${path} has a hart without Sscofpmf, which --source counter needs; save it with another -cpu`);
    ({ marked } = wants);
    return machine;
  };
  return {
    payload,
    firmware: judged,
    policy: itsPolicy,
    options: { ...options, machine: goOn },
    warnings: payload.image.warnings ?? [],
  };
};
