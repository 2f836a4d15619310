import type { Exit } from './exit.ts';
import type { Io } from './io.ts';
import type { Given, OptionName } from './options.ts';

/** One command of `hartlab`: what its help says, which flags it takes, and what it does. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What the help says beyond the summary. */
  readonly details: string;
  /** The one word that the command takes besides its flags, as the help writes it: `[payload]`, `<name>`. */
  readonly argument?: { readonly name: string; readonly help: string };
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
  /** Throws `Refusal` for what the user can mend. */
  run(io: Io, given: Given, argument: string | undefined): Promise<Exit>;
}

/** Declares a command; `run` sees those flags only that the command lists. */
export const command = <const Name extends OptionName>(
  declaration: Omit<Command, 'options' | 'run'> & {
    readonly options: readonly Name[];
    run(io: Io, given: Given<Name>, argument: string | undefined): Promise<Exit>;
  },
): Command => declaration;
