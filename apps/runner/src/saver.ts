import type { Machine, PlacedMark } from '@hartlab/machine';
import type { machineFlags } from './build-machine.ts';
import type { GuestConsole } from './guest-console.ts';
import type { Naming } from './naming.ts';
import type { Given } from './options.ts';
import type { Outputs } from './outputs.ts';
import { Refusal } from './refusal.ts';
import { SavePoint } from './save-point.ts';
import type { Where } from './where.ts';
import { readSavedRun, type SavedRun, saveRun } from './saved-run.ts';
import { checkWords, LoadedFiles, type MachineWords, savedWords, type SavedWords, withDisks } from './saved-words.ts';
import { snapshotPlace } from './snapshot-file.ts';
import type { Signals } from './signals.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = KIBIBYTE ** 2;

const sizeInWords = (bytes: number): string =>
  bytes < MEBIBYTE ? `${Math.ceil(bytes / KIBIBYTE)} KiB` : `${(bytes / MEBIBYTE).toFixed(1)} MiB`;

/** What a run has to do with snapshot files. */
interface Snapshots {
  /** The run that goes on. */
  readonly restored: SavedRun | undefined;
  readonly payload: string | undefined;
  /** The flags that say what the machine is, and which engine runs it. */
  readonly words: MachineWords & Given<'engine'>;
  readonly saver: Saver | undefined;
}

/** What `--save` and `--restore` ask for. @param payload what the command line names @throws Refusal */
export const snapshotsOf = async (
  { save, at, restore, ...flags }: Given<(typeof machineFlags)[number] | 'save' | 'at' | 'restore'>,
  payload: string | undefined,
): Promise<Snapshots> => {
  if (save === undefined && at !== undefined)
    throw new Refusal('--at says where --save FILE saves the run; give that too');
  if (save !== undefined && at === undefined)
    throw new Refusal(`--save ${save} needs --at WHERE, which says where the run is saved`);
  const restored = restore === undefined ? undefined : await readSavedRun(restore);
  const saver = save === undefined ? undefined : new Saver(save, at!, restored);
  if (!restored) return { restored, payload, words: flags, saver };
  checkWords(restored.words, payload, flags, restored.path);
  const { given } = restored.words;
  const { engine, traceHash = given.traceHash } = flags;
  const words = { ...given, ...(engine && { engine }), ...(traceHash && { traceHash }) };
  return { restored, payload: restored.words.payload, words, saver };
};

/** What is known when the run begins. */
interface Begun {
  readonly payload: string | undefined;
  readonly words: MachineWords;
  readonly naming: Naming;
  readonly outputs: Outputs;
  readonly signals: Signals;
}

/** Saves a run in a file. */
class Saver {
  readonly files = new LoadedFiles();
  /** The hash that is kept even if nobody asks for it, so that whoever restores the run can. */
  readonly traceHash = 'sampled';
  readonly #path: string;
  readonly #where: Where;
  readonly #restored: SavedRun | undefined;
  #fingerprint = '';
  #point: SavePoint | undefined;

  constructor(path: string, where: Where, restored: SavedRun | undefined) {
    this.#path = path;
    this.#where = where;
    this.#restored = restored;
  }

  /** The machine is as it is before its first step, or as it was saved. */
  begin(machine: Machine, console: GuestConsole): void {
    this.#fingerprint = this.#restored?.fingerprint ?? machine.fingerprint();
    console.keepHistory(this.#restored?.input);
  }

  /** Whether the run is to pause because the guest has made this mark. */
  marked(mark: PlacedMark): boolean {
    return this.#point?.marked(mark) ?? false;
  }

  /** For `runMachine`. @throws Refusal */
  at(machine: Machine, console: GuestConsole, { payload, words, naming, outputs, signals }: Begun) {
    outputs.checkUnused(this.#path, '--save');
    const place = snapshotPlace(this.#path);
    const point = new SavePoint(this.#where, naming);
    point.check(machine);
    this.#point = point;
    const its: SavedWords = this.#restored
      ? this.#wordsAgain(this.#restored.words, words)
      : savedWords(payload, words, this.files, machine);
    const write = async (): Promise<string> => {
      signals.say(`saving the run in ${this.#path}`);
      const names = naming.symbols.slice(machine.symbols.length);
      const run = {
        machine,
        console,
        words: withDisks(its),
        names,
        fingerprint: this.#fingerprint,
        at: this.#where.text,
      };
      const length = await saveRun(place, run);
      return `saved in ${this.#path} (${sizeInWords(length)})`;
    };
    return { point, write };
  }

  /** The words of the run that was restored, which may keep its trace hash otherwise. */
  #wordsAgain({ payload, flags, files }: SavedWords, { traceHash }: MachineWords): SavedWords {
    return {
      ...(payload !== undefined && { payload }),
      flags: { ...flags, ...(traceHash && { traceHash }) },
      files,
    };
  }
}
