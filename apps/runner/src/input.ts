import { readSync } from 'node:fs';
import { isatty } from 'node:tty';
import { systemCode } from './output.ts';

/** Where the guest's console input comes from. */
export interface Input {
  /** The next bytes; waits for them. Undefined at the end. Only for what is not a terminal. */
  read(): Uint8Array | undefined;
  /** Present for a terminal: from now on every key arrives as it is pressed, until the returned function is called. */
  readonly keys?: (press: (bytes: Uint8Array) => void) => () => void;
}

/** Runs `wait`, during which the process can handle no signal. */
type WhileWaiting = <Value>(wait: () => Value) => Value;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

const fromTerminal = (): Input => ({
  read: () => undefined,
  keys(press) {
    const { stdin } = process;
    const restore = (): void => {
      stdin.setRawMode(false);
    };
    stdin.setRawMode(true);
    stdin.on('data', press);
    process.once('exit', restore);
    return () => {
      stdin.off('data', press);
      stdin.pause();
      process.off('exit', restore);
      restore();
    };
  },
});

/**
 * Reads when the guest asks and waits until there is something, so that a run depends on the bytes alone and not on
 * when the host delivered them. Node handles no signal while a read waits; so for that long a signal has its ordinary
 * effect, and Ctrl-C ends the process.
 */
const fromPipe = (descriptor: number, whileWaiting: WhileWaiting): Input => {
  const chunk = new Uint8Array(65_536);
  const readChunk = (): Uint8Array | undefined => {
    for (;;) {
      try {
        const length = readSync(descriptor, chunk);
        return length === 0 ? undefined : chunk.slice(0, length);
      } catch (error) {
        if (systemCode(error) === 'EOF') return undefined;
        if (systemCode(error) !== 'EAGAIN') throw error;
        Atomics.wait(sleeper, 0, 0, 1);
      }
    }
  };
  return { read: () => whileWaiting(readChunk) };
};

/** The process's own standard input. */
export const standardInput = (whileWaiting: WhileWaiting): Input =>
  isatty(0) ? fromTerminal() : fromPipe(0, whileWaiting);
