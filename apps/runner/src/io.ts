import { standardInput, type Input } from './input.ts';
import { FileOutput, type Output } from './output.ts';
import { type Signals, standardError } from './signals.ts';

/** Everything of the process that a command may touch; a test passes its own. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signals: Signals;
  /** The environment variables. */
  readonly environment: Readonly<Partial<Record<string, string>>>;
  /** Whether an unexpected error shows its stack. */
  readonly debug: boolean;
}

export const processIo = (signals: Signals): Io => ({
  stdin: standardInput(),
  stdout: new FileOutput(1, 'standard output', signals),
  stderr: new FileOutput(2, standardError, signals),
  signals,
  environment: process.env,
  debug: Boolean(process.env['HARTLAB_DEBUG']),
});

/** Lets the event loop deliver keys. */
export const breathe = (): Promise<void> => new Promise((resume) => setImmediate(resume));
