import { createHash } from 'node:crypto';
import { hartLayout, stateFields } from '@hartlab/hart';
import { HAND_RAM, RAM_BASE, bytesOf, dataOf, partsOf, snapshotOf } from '@hartlab/machine';
import type { Content, ImageSymbol, Loaded, Machine, NamedImage, Snapshot } from '@hartlab/machine';
import manifest from '../package.json' with { type: 'json' };
import { machineDefaults } from './build-machine.ts';
import type { ConsoleState, GuestConsole } from './guest-console.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';
import { checkDisks, type MachineWords, type SavedWords, wordsIn } from './saved-words.ts';
import { decodeSnapshotFile, encodeSnapshotFile, LONGEST_PART, writeSnapshotFile } from './snapshot-file.ts';

/** What the second line of a file says of the run that it is of. */
interface Description extends SavedWords {
  /** The version of hartlab that wrote it. */
  readonly hartlab: string;
  /** Which cell of a hart is what. */
  readonly layout: string;
  /** Where it was saved, as `--at` said it. */
  readonly at: string;
  readonly instructions: number;
  readonly position: number;
}

/** Bytes of what was loaded that are in one part. */
const PIECE = 1 << 20;

/**
 * What the first part holds: what a run needs besides its machine's snapshot. Then come the bytes of what was loaded, and the
 * other parts are that snapshot's.
 */
interface Rest {
  readonly loaded: Loaded;
  /** Names that are not of what was loaded. */
  readonly names: readonly ImageSymbol[];
  /** Of the machine before the first step of the run. */
  readonly fingerprint: string;
  readonly input: ConsoleState;
}

/** A run that was saved in a file. */
export interface SavedRun extends Rest {
  readonly path: string;
  readonly words: ReturnType<typeof wordsIn>;
  /** Makes a machine, which was made with the words of that run, what it was, and its console. @throws Refusal */
  readonly restore: (machine: Machine, console: GuestConsole) => void;
  /** What is in that machine's RAM then, and the names in it. */
  readonly imagesIn: (machine: Machine) => readonly NamedImage[];
}

const layout = createHash('sha256')
  .update(JSON.stringify([hartLayout, stateFields.map(({ name, cell, low, mask }) => [name, cell, low, String(mask)])]))
  .digest('hex')
  .slice(0, 16);

/** What a run is saved with. */
export interface RunToSave {
  readonly machine: Machine;
  readonly console: GuestConsole;
  readonly words: SavedWords;
  readonly names: readonly ImageSymbol[];
  readonly fingerprint: string;
  readonly at: string;
}

/** Saves a run in a file. Answers how many bytes it has. @throws Refusal */
export const saveRun = async (
  place: string,
  { machine, console, words, names, fingerprint, at }: RunToSave,
): Promise<number> => {
  const { instructions, position, loaded } = machine;
  const description: Description = { hartlab: manifest.version, layout, at, instructions, position, ...words };
  const input = console.save(position);
  const contents = loaded.contents.map((content) => ({
    ...content,
    bytes: new Uint8Array(0),
    length: content.bytes.length,
  }));
  const rest = { loaded: { ...loaded, contents, warnings: [] }, names, fingerprint, input };
  const snapshot = machine.save();
  const parts = function* () {
    yield bytesOf(rest);
    for (const { bytes } of loaded.contents)
      for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    yield* partsOf(snapshot);
  };
  return writeSnapshotFile(place, await encodeSnapshotFile(description, parts()));
};

/** The run that is saved in the file at `path`. @throws Refusal */
export const readSavedRun = async (path: string): Promise<SavedRun> => {
  const { words, file } = await decoded(readFile(path, 'the snapshot'), path);
  try {
    const [first = new Uint8Array(0), ...parts] = file.parts;
    const ram = ramOf(words.given);
    const rest = restIn(dataOf(first), parts, ram);
    const snapshot = snapshotOf(parts, ram);
    const restore = (machine: Machine, console: GuestConsole) => {
      checkDisks(words, path);
      putBack(snapshot, machine, path);
      console.restore(rest.input);
    };
    const imagesIn = ({ memory: { ramBase, ram } }: Machine) => {
      const segments = [{ address: ramBase, bytes: ram, size: ram.length }];
      const symbols = [...rest.loaded.symbols, ...rest.names];
      return [
        { what: 'the snapshot', image: { kind: 'raw binary' as const, entry: rest.loaded.start, segments, symbols } },
      ];
    };
    return { path, words, ...rest, restore, imagesIn };
  } catch (error) {
    throw new Refusal(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}; save it again`);
  }
};

const ramOf = ({ m = machineDefaults.m, hand }: MachineWords): number => m + (hand ? HAND_RAM : 0);

const decoded = async (bytes: Uint8Array, path: string) => {
  const words: { read?: ReturnType<typeof wordsIn> } = {};
  const file = await decodeSnapshotFile(bytes, path, (description) => {
    checkVersion(description, path);
    words.read = wordsIn(description);
    // All of RAM with its pages' numbers, what was loaded into it, and what is not RAM.
    return 2.01 * ramOf(words.read.given) + 2 * LONGEST_PART;
  });
  return { words: words.read!, file };
};

const checkVersion = (description: unknown, path: string): void => {
  const { hartlab, layout: its } = (description ?? {}) as Partial<Description>;
  const again = 'save it again with this one';
  if (hartlab !== manifest.version)
    throw new Refusal(`${path} was saved by hartlab ${String(hartlab)}, and this is ${manifest.version}; ${again}`);
  if (its !== layout)
    throw new Refusal(`${path} was saved by a hartlab whose harts hold their state in another way; ${again}`);
};

/** What was loaded, whose bytes are the next parts, which are taken. @throws RangeError */
const contentsIn = (data: unknown, parts: Uint8Array[], ram: number): Content[] => {
  if (!Array.isArray(data)) throw new RangeError('it does not say what was loaded');
  return data.map((content: unknown) => {
    const { address, size, length } = (content ?? {}) as Partial<Record<string, number>>;
    const areCounts = [address, size, length].every((value) => Number.isSafeInteger(value) && value! >= 0);
    if (!areCounts || length! > size! || address! < RAM_BASE || address! + size! > RAM_BASE + ram)
      throw new RangeError('what was loaded lies in no RAM');
    const bytes = new Uint8Array(length!);
    for (let at = 0; at < length!; at += PIECE) {
      const piece = parts.shift();
      if (piece?.length !== Math.min(PIECE, length! - at)) throw new RangeError('what was loaded is not all there');
      bytes.set(piece, at);
    }
    return { address: address!, size: size!, bytes };
  });
};

/** @throws RangeError */
const restIn = (data: unknown, parts: Uint8Array[], ram: number): Rest => {
  const { loaded, names, fingerprint, input } = (data ?? {}) as Partial<Rest>;
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  const isSymbol = ({ name, address, size, module }: Partial<ImageSymbol>): boolean =>
    typeof name === 'string' &&
    typeof address === 'bigint' &&
    typeof size === 'bigint' &&
    (module === undefined || typeof module === 'string');
  const areSymbols = (symbols: unknown): boolean =>
    Array.isArray(symbols) && symbols.every((symbol: unknown) => isSymbol(symbol ?? {}));
  const isGood =
    [loaded?.start, loaded?.fdt, loaded?.next].every(isCount) &&
    areSymbols(loaded?.symbols) &&
    areSymbols(names) &&
    Array.isArray(loaded?.warnings) &&
    typeof fingerprint === 'string' &&
    isCount(input?.arrivals) &&
    isCount(input?.position) &&
    typeof input?.digest === 'string' &&
    input.unread instanceof Uint8Array;
  if (!isGood) throw new RangeError('its first part is not what it should be');
  const contents = contentsIn(loaded!.contents, parts, ram);
  return { loaded: { ...loaded!, contents }, names: names!, fingerprint: fingerprint!, input: input! };
};

/** @throws Refusal */
const putBack = (snapshot: Snapshot, machine: Machine, path: string): void => {
  try {
    machine.restore(snapshot, 'goes on');
  } catch (error) {
    throw new Refusal(`${path} cannot be restored: ${error instanceof Error ? error.message : String(error)}`);
  }
};
