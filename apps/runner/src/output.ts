import { openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { Refusal } from './refusal.ts';

/** Where text or a guest's bytes go. Writing is synchronous: when it returns, nothing is waiting in memory. */
export interface Output {
  readonly isTerminal: boolean;
  /** Throws `OutputClosed` when nobody reads the other end any more. */
  write(data: string | Uint8Array): void;
}

export class OutputClosed extends Error {
  override name = 'OutputClosed';
}

/** The code of an error that the operating system reported, such as `ENOENT`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * An open file, pipe or terminal. A guest that floods its console is held back by whoever reads the other end, so it
 * loses nothing and fills no memory.
 */
export class FileOutput implements Output {
  readonly isTerminal: boolean;
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.isTerminal = isatty(descriptor);
  }

  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let written = 0; written < bytes.length;) {
      try {
        written += writeSync(this.#descriptor, bytes, written);
      } catch (error) {
        if (systemCode(error) === 'EPIPE') throw new OutputClosed('nobody reads the output any more');
        if (systemCode(error) !== 'EAGAIN') throw error;
        // The descriptor does not block and its pipe is full: look again in a millisecond.
        Atomics.wait(sleeper, 0, 0, 1);
      }
    }
  }
}

/** A file that the user named, emptied; `flag` is where it was named. */
export const openOutput = (path: string, flag: string): Output => {
  try {
    return new FileOutput(openSync(path, 'w'));
  } catch (error) {
    throw new Refusal(`cannot write ${path} for ${flag} (${systemCode(error)}); choose a file that can be written`);
  }
};

const BUFFERED_CHARACTERS = 1 << 16;

/** Lines that come one by one and are written many at a time. */
export class Lines {
  readonly #output: Output;
  #waiting = '';

  constructor(output: Output) {
    this.#output = output;
  }

  readonly write = (line: string): void => {
    this.#waiting += `${line}\n`;
    if (this.#waiting.length >= BUFFERED_CHARACTERS) this.flush();
  };

  flush(): void {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') this.#output.write(text);
  }
}
