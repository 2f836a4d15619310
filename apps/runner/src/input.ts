import { constants, fstatSync, openSync, readSync } from 'node:fs';
import { isatty } from 'node:tty';
import { parentPort } from 'node:worker_threads';
import { Refusal } from './refusal.ts';
import { systemCode, systemErrorInWords } from './system-error.ts';

/** What comes to the guest's console at once: bytes, or the end of all input. */
export type Arrival = Uint8Array | 'end';

/** Where the guest's console input comes from. */
export interface Input {
  readonly isTerminal: boolean;
  /** From now on `take` is called; on a terminal every key arrives as it is pressed, until `close`. */
  open(): void;
  /** The next bytes that are at hand; undefined if there are none yet. Never waits. */
  take(): Arrival | undefined;
  close(): void;
}

/** What the work asks of the keyboard, which belongs to the thread that hears. */
export type KeyboardWish = 'open' | 'pause' | 'close';
/** What that thread answers: keys, and that the terminal has gone. */
export type Typed = Arrival;

const CHUNK_BYTES = 65_536;

class Terminal implements Input {
  readonly isTerminal = true;
  #typed: number[] = [];
  #ended = false;

  open(): void {
    parentPort?.on('message', this.#press);
    this.#wish('open');
  }

  take(): Arrival | undefined {
    const typed = this.#typed;
    if (typed.length === 0) return this.#ended ? 'end' : undefined;
    this.#typed = [];
    if (typed.length >= CHUNK_BYTES) this.#wish('open');
    return Uint8Array.from(typed);
  }

  close(): void {
    parentPort?.off('message', this.#press);
    this.#wish('close');
  }

  readonly #press = (typed: Typed): void => {
    if (typed === 'end') this.#ended = true;
    else for (const byte of typed) this.#typed.push(byte);
    if (this.#typed.length >= CHUNK_BYTES) this.#wish('pause');
  };

  #wish(wish: KeyboardWish): void {
    parentPort?.postMessage(wish);
  }
}

/**
 * Makes reads of standard input answer at once, where it is a pipe or a socket: Node opens these so, and puts them back
 * when it exits. To be called by the process's main thread, which alone can.
 */
export const unblockStandardInput = (): void => {
  const status = fstatSync(0);
  if (status.isFIFO() || status.isSocket()) void process.stdin;
};

/** Opens a device, which is no terminal, so that reads answer at once; anything else is as it should be. */
const openStandardInput = (): number => {
  if (!fstatSync(0).isCharacterDevice()) return 0;
  try {
    return openSync('/dev/stdin', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return 0;
  }
};

/** A file, a pipe, a socket or a device. */
class Bytes implements Input {
  readonly isTerminal = false;
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  #descriptor = 0;

  open(): void {
    this.#descriptor = openStandardInput();
  }

  take(): Arrival | undefined {
    try {
      const length = readSync(this.#descriptor, this.#chunk);
      return length === 0 ? 'end' : this.#chunk.slice(0, length);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EAGAIN' || code === 'EINTR') return undefined;
      // Windows says so at the end of a pipe, and a socket whose other end has gone.
      if (code === 'EOF' || code === 'ECONNRESET') return 'end';
      throw new Refusal(`cannot read standard input: ${systemErrorInWords(error)}`, 'host error');
    }
  }

  close(): void {}
}

/** The process's own standard input. */
export const standardInput = (): Input => (isatty(0) ? new Terminal() : new Bytes());
