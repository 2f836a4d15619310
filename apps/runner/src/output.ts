import { fstatSync, openSync, writeSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import { Refusal } from './refusal.ts';
import { type Signals, writingTo } from './signals.ts';
import { systemCode, systemErrorInWords } from './system-error.ts';

/** Where text or a guest's bytes go. Writing is synchronous: when it returns, nothing is waiting in memory. */
export interface Output {
  readonly isTerminal: boolean;
  /** How wide the terminal is, in columns; undefined for what is none. */
  readonly columns?: number | undefined;
  /** The same for two outputs that end in the same file, pipe or terminal; absent for what is none. */
  readonly identity?: string;
  /** Throws `OutputClosed` when nobody reads the other end any more, `Refusal` when the host cannot write. */
  write(data: string | Uint8Array): void;
}

export class OutputClosed extends Error {
  override name = 'OutputClosed';
}

/** Two paths or descriptors with the same identity are one file. */
export const fileIdentity = ({ dev, ino }: { readonly dev: number; readonly ino: number }): string => `${dev}:${ino}`;

const closedCodes = new Set(['EPIPE', 'ECONNRESET']);
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * An open file, pipe or terminal. A guest that floods its console is held back by whoever reads the other end, so it
 * loses nothing and fills no memory.
 */
export class FileOutput implements Output {
  readonly isTerminal: boolean;
  readonly identity: string;
  readonly #descriptor: number;
  readonly #name: string;
  readonly #signals: Signals;
  /** Node's view of the terminal, which knows its size. */
  #terminal: WriteStream | undefined;

  constructor(descriptor: number, name: string, signals: Signals) {
    this.#descriptor = descriptor;
    this.#name = name;
    this.#signals = signals;
    this.isTerminal = isatty(descriptor);
    this.identity = fileIdentity(fstatSync(descriptor));
  }

  get columns(): number | undefined {
    if (!this.isTerminal) return undefined;
    this.#terminal ??= new WriteStream(this.#descriptor);
    // A terminal that does not know its width says 0.
    return this.#terminal.columns || undefined;
  }

  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#signals.during(writingTo(this.#name), () => this.#writeAll(bytes));
  }

  #writeAll(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length;) {
      try {
        written += writeSync(this.#descriptor, bytes, written);
      } catch (error) {
        const code = systemCode(error) ?? '';
        if (closedCodes.has(code)) throw new OutputClosed('nobody reads the output any more');
        if (code !== 'EAGAIN')
          throw new Refusal(`cannot write to ${this.#name}: ${systemErrorInWords(error)}`, 'host error');
        // The descriptor does not block and its pipe is full: look again in a millisecond.
        Atomics.wait(sleeper, 0, 0, 1);
      }
    }
  }
}

/** What becomes of what a file has when it is opened: it is emptied, or what is written comes behind it. */
export type OpenMode = 'w' | 'a';

/** A file that the user named; `flag` is where it was named. */
export const openOutput = (path: string, flag: string, signals: Signals, mode: OpenMode = 'w'): Output => {
  try {
    const descriptor = signals.during(`waiting to write ${path}`, () => openSync(path, mode));
    return new FileOutput(descriptor, path, signals);
  } catch (error) {
    throw new Refusal(`cannot write ${path} for ${flag}: ${systemErrorInWords(error)}`);
  }
};
