import type { LineEnd } from '@hartlab/machine';
import { checkNames, deviceKeys, isOn, type Keys } from './device-keys.ts';
import { valueIn } from './keys.ts';
import type { Given } from './options.ts';
import { Refusal } from './refusal.ts';

/** A character device of `-chardev`, to which devices and `-serial` refer by its name. */
export interface Chardev {
  readonly id: string;
  readonly backend: 'stdio' | 'null' | 'file';
  /** Of a file. */
  readonly path: string | undefined;
  /** Whether more than one may use it. */
  readonly isShared: boolean;
}

const keysByBackend = {
  stdio: ['backend', 'id', 'mux', 'signal'],
  null: ['backend', 'id', 'mux'],
  file: ['backend', 'id', 'path', 'mux', 'append'],
} as const;

const chardevOf = (text: string): Chardev => {
  const word = valueIn(text, 'backend', 'backend') ?? '';
  const backend = (Object.keys(keysByBackend) as Chardev['backend'][]).find((each) => each === word);
  if (!backend)
    throw new Refusal(`-chardev ${text}: there is no ${word} here; there are ${Object.keys(keysByBackend).join(', ')}`);
  const keys = deviceKeys('-chardev', text, keysByBackend[backend], 'backend');
  const [id, path] = [keys.get('id'), keys.get('path')];
  if (id === undefined) throw new Refusal(`-chardev ${text} has no name; add id=NAME`);
  if (backend === 'file' && path === undefined) throw new Refusal(`-chardev ${text} names no file; add path=PATH`);
  if (isOn(keys, 'append')) throw new Refusal(`-chardev ${text}: a file is written anew; leave append=on out`);
  return { id, backend, path, isShared: isOn(keys, 'mux') };
};

/** The character devices of a command line, and who uses them. */
export class Chardevs {
  readonly #all: readonly Chardev[];
  readonly #used = new Set<Chardev>();

  /** @throws Refusal */
  constructor(words: readonly string[] = []) {
    this.#all = words.map(chardevOf);
    checkNames(this.#all.map(({ id }, n) => ({ said: `-chardev ${words[n]}`, id })));
  }

  find(id: string): Chardev | undefined {
    return this.#all.find((each) => each.id === id);
  }

  /** The one of this name, which `said` uses from now on. @throws Refusal */
  use(said: string, id: string): Chardev {
    const one = this.find(id);
    if (!one) throw new Refusal(`${said}: there is no ${id}; add -chardev stdio,id=${id}, or null or file,path=PATH`);
    if (this.#used.has(one) && !one.isShared) throw new Refusal(`${said}: ${id} has a user already; add mux=on to it`);
    this.#used.add(one);
    return one;
  }
}

/** Opens a file that a run writes; `flag` is what named it. */
export type OpenOutput = (path: string, flag: string) => { byte(value: number): void };

/** The end of the line of a port; there is none where nothing may be written. @throws Refusal */
export const portEnd = (keys: Keys, chardevs: Chardevs, open: OpenOutput | undefined): LineEnd | undefined => {
  const id = keys.get('chardev');
  if (id === undefined) return undefined;
  const { backend, path } = chardevs.use(keys.said, id);
  if (backend === 'stdio') return 'console';
  if (backend === 'null' || !open) return undefined;
  const output = open(path!, '-chardev');
  return (byte) => output.byte(byte);
};

/** What `-serial` leads to. */
export interface SerialWords {
  readonly backend: Chardev['backend'];
  /** Of a file. */
  readonly path?: string | undefined;
  /** Whether a port of a device has stdio, and its input. */
  readonly isTaken: boolean;
}

/**
 * What the UART is connected to: what the first `-serial` says, as there are no other lines for the others, or stdio, unless a port
 * of a device has that.
 *
 * @throws Refusal
 */
export const serialOf = (
  serials: readonly string[],
  { chardev, device = [] }: Given<'chardev' | 'device'>,
): SerialWords => {
  const chardevs = new Chardevs(chardev);
  const port = device
    .flatMap((text) => valueIn(text, 'chardev', 'driver') ?? [])
    .map((id) => chardevs.find(id))
    .find((one) => one?.backend === 'stdio');
  const words = serials.length > 0 ? serials : [port ? 'null' : 'stdio'];
  const isTaken = port !== undefined;
  const [word] = words as [string];
  const [{ backend, path, isShared }] = words.map((each) => backendOf(each, chardevs)) as [Omit<Chardev, 'id'>];
  if (backend === 'stdio' && port && !(isShared && word === `chardev:${port.id}`))
    throw new Refusal(
      `-serial ${word} and -chardev stdio,id=${port.id} cannot both have stdio; say -serial null, or mux=on there and -serial chardev:${port.id}`,
    );
  return { backend, path, isTaken };
};

const backendOf = (word: string, chardevs: Chardevs): Omit<Chardev, 'id'> => {
  const plain = { path: undefined, isShared: false };
  if (word === 'stdio' || word === 'mon:stdio') return { backend: 'stdio', ...plain };
  if (word === 'null' || word === 'none') return { backend: 'null', ...plain };
  if (word.startsWith('file:')) return { backend: 'file', ...plain, path: word.slice(5) };
  if (word.startsWith('chardev:')) return chardevs.use(`-serial ${word}`, word.slice(8));
  throw new Refusal(`-serial does not know "${word}"; it knows stdio, null, none, file:PATH and chardev:ID`);
};
