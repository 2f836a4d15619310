import { readSync } from 'node:fs';
import { isatty } from 'node:tty';
import { parentPort } from 'node:worker_threads';
import { Refusal } from './refusal.ts';
import type { Signals } from './signals.ts';
import { systemCode, systemErrorInWords } from './system-error.ts';

/** Where the guest's console input comes from. */
export interface Input {
  /** The next bytes; waits for them. Undefined at the end. Only for what is not a terminal. */
  read(): Uint8Array | undefined;
  /** Present for a terminal: from now on every key arrives as it is pressed, until the returned function is called. */
  readonly keys?: (press: (bytes: Uint8Array) => void) => () => void;
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** The keyboard belongs to the thread that hears, which is told by `true` and `false` whether the guest wants it. */
const fromTerminal = (): Input => ({
  read: () => undefined,
  keys(press) {
    parentPort?.on('message', press);
    parentPort?.postMessage(true);
    return () => {
      parentPort?.off('message', press);
      parentPort?.postMessage(false);
    };
  },
});

/**
 * Reads when the guest asks and waits until there is something, so that a run depends on the bytes alone and not on
 * when the host delivered them.
 */
const fromPipe = (descriptor: number, signals: Signals): Input => {
  const chunk = new Uint8Array(65_536);
  const readChunk = (): Uint8Array | undefined => {
    for (;;) {
      try {
        const length = readSync(descriptor, chunk);
        return length === 0 ? undefined : chunk.slice(0, length);
      } catch (error) {
        const code = systemCode(error);
        if (code === 'EOF') return undefined;
        if (code !== 'EAGAIN' && code !== 'EINTR')
          throw new Refusal(`cannot read standard input: ${systemErrorInWords(error)}`, 'host error');
        Atomics.wait(sleeper, 0, 0, 1);
      }
    }
  };
  return { read: () => signals.during('waiting for standard input', readChunk) };
};

/** The process's own standard input. */
export const standardInput = (signals: Signals): Input => (isatty(0) ? fromTerminal() : fromPipe(0, signals));
