import { standardInput, type Input } from './input.ts';
import { FileOutput, type Output } from './output.ts';
import { Signals } from './signals.ts';

/** Everything of the process that a command may touch; a test passes its own. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signals: Signals;
  /** Whether an unexpected error shows its stack. */
  readonly debug: boolean;
}

export const processIo = (): Io => {
  const signals = new Signals();
  return {
    stdin: standardInput(signals.blocked),
    stdout: new FileOutput(1),
    stderr: new FileOutput(2),
    signals,
    debug: Boolean(process.env['HARTLAB_DEBUG']),
  };
};

/** Lets the event loop deliver keys and signals. */
export const breathe = (): Promise<void> => new Promise((resume) => setImmediate(resume));
