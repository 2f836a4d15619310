import type { Exit } from './exit.ts';
import type { Io } from './io.ts';
import type { Given, OptionName } from './options.ts';

/** One command of `hartlab`: what its help says, which flags it takes, and what it does. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What the help says beyond the summary. */
  readonly details: string;
  /** The word that the command takes besides its flags, as the help writes it: `[payload]`, `<name>`, or `[payload...]` for several. */
  readonly argument?: { readonly name: string; readonly help: string };
  readonly options: readonly OptionName[];
  /** Flags that may be given more than once to this command: their values are the lists of all. */
  readonly repeated?: readonly OptionName[];
  readonly examples: readonly string[];
  /** Throws `Refusal` for what the user can mend. */
  run(io: Io, given: Given, argument: string | undefined, ...others: readonly string[]): Promise<Exit>;
}

/** What the command line said of flags that may be repeated. */
type GivenOften<Name extends OptionName> = { readonly [Key in Name]?: readonly Required<Given>[Key][] };

/** Declares a command; `run` sees those flags only that the command lists. */
export const command = <const Name extends OptionName, const Repeated extends OptionName = never>(
  declaration: Omit<Command, 'options' | 'repeated' | 'run'> & {
    readonly options: readonly Name[];
    readonly repeated?: readonly Repeated[];
    run(
      io: Io,
      given: Given<Name> & GivenOften<Repeated>,
      argument: string | undefined,
      ...others: readonly string[]
    ): Promise<Exit>;
  },
  // What the parser makes of a repeated flag is a list, whatever the table says of the flag elsewhere.
): Command => declaration as unknown as Command;
