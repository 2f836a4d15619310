import { SweepError } from '@hartlab/lab';
import { ImageError } from '@hartlab/machine';
import { Command as Parser, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { Listing, normalise } from './argv.ts';
import type { Command } from './command.ts';
import { commandsFor } from './commands/index.ts';
import { exitLines, exits, type Exit } from './exit.ts';
import type { Io } from './io.ts';
import { options, type Given, type OptionName } from './options.ts';
import { canonicalFlag, spellings, term, type OptionRow } from './options/option-row.ts';
import { OutputClosed } from './output.ts';
import { Refusal } from './refusal.ts';

const title = 'A RISC-V supervisor lab: runs guests deterministically and sweeps them with supervisor software events.';
/** What scripts look for in the first line of QEMU's help: whose command line it is, and behind three words a version. */
const introduction = 'hartlab, like QEMU 11.1.3 on its command line';
const qemuForm = 'hartlab -kernel FILE … is the same as hartlab run -kernel FILE …';

/** Commander's view of one row of the option table. */
const parserOption = (name: OptionName, repeats = 'repeats' in options[name]): Option => {
  const row = options[name];
  const option = new Option(spellings(row).join(', ') + ('value' in row ? ` <${row.value}>` : ''), row.help);
  // -no-reboot is a word like any other.
  option.negate = false;
  const texts: string[] = [];
  if ('read' in row)
    option.argParser<unknown>((text, before) => {
      try {
        texts.push(text);
        const read: OptionRow<unknown>['read'] & {} = row.read;
        const value = 'merges' in row ? read(...(texts as [string])) : read(text);
        return repeats ? [...((before ?? []) as readonly unknown[]), value] : value;
      } catch (error) {
        throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
      }
    });
  return option;
};

const parserFor = (commands: readonly Command[], io: Io, ended: (exit: Exit) => void): Parser => {
  const written = new Map(Object.values(options).map((row) => [canonicalFlag(row.flag), row]));
  const parser = new Parser('hartlab')
    .description(title)
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined })
    .configureHelp({
      optionTerm: (option) => {
        const row = written.get(option.long ?? option.short ?? '');
        return row === undefined ? option.flags : term(row);
      },
      subcommandTerm: (subcommand) => subcommand.name(),
    })
    .addHelpText('before', introduction)
    .addHelpText('after', ['', qemuForm, '', 'Exit codes:', ...exitLines()].join('\n'));
  for (const command of commands) addCommand(parser, command, io, ended);
  return parser;
};

const addCommand = (parser: Parser, command: Command, io: Io, ended: (exit: Exit) => void): void => {
  const examples = ['', 'Examples:', ...command.examples.map((line) => `  ${line}`)];
  const sub = parser
    .command(command.name)
    .summary(command.summary)
    .description(`${command.summary}\n\n${command.details}`)
    .addHelpText('after', [...examples, '', 'Exit codes:', ...exitLines()].join('\n'));
  if (command.argument !== undefined) sub.argument(command.argument.name, command.argument.help);
  for (const name of command.options) sub.addOption(parserOption(name));
  for (const name of command.repeated ?? []) sub.addOption(parserOption(name, true));
  sub.action(async () => {
    const [argument, ...others] = sub.args;
    ended(await command.run(io, sub.opts<Given>(), argument, ...others));
  });
};

/** Commander's message as one sentence: `unknown option '--polcy' (Did you mean --policy?)`. */
const oneLine = (message: string): string =>
  message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();

/** The same text without control characters, which a path may have: `\\n`, `\\u001b`. */
const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => JSON.stringify(character).slice(1, -1));

/** Says in one line why the command ended, and gives the exit for it. */
const explain = (error: unknown, say: (line: string) => void, debug: boolean): Exit => {
  if (error instanceof OutputClosed) return 'output closed';
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 'passed';
    say(error.code === 'commander.help' ? 'give a command; hartlab --help lists them' : oneLine(error.message));
    return 'bad input';
  }
  if (error instanceof Refusal) {
    say(error.message);
    return error.exit;
  }
  if (error instanceof ImageError || error instanceof SweepError) {
    say(error.message);
    return 'bad input';
  }
  const reason = error instanceof Error ? error.message : String(error);
  say(`unexpected error: ${oneLine(reason)} (this is a defect of hartlab; HARTLAB_DEBUG=1 shows the stack)`);
  if (debug && error instanceof Error) for (const line of error.stack?.split('\n') ?? []) say(line);
  return 'defect';
};

/** Writes what was asked for; what kept it from being written is answered. */
const written = ({ message }: Listing, io: Io): unknown => {
  try {
    io.stdout.write(message);
    return undefined;
  } catch (error) {
    return error;
  }
};

/** The whole program: reads the command line, runs the command, gives the exit code. Never throws. */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  let exit: Exit = 'passed';
  try {
    const words = normalise(argv);
    const commands = await commandsFor(words[0]);
    await parserFor(commands, io, (how) => (exit = how)).parseAsync(words, { from: 'user' });
  } catch (thrown) {
    const error = thrown instanceof Listing ? written(thrown, io) : thrown;
    if (error === undefined) return exits.passed.code;
    const say = (line: string): void => {
      if (!io.signals.hasLastWord('work')) return;
      try {
        io.stderr.write(`hartlab: ${printable(line)}\n`);
      } catch {
        // stderr is full or gone; the exit code still says why.
      }
    };
    exit = explain(error, say, io.debug);
  }
  return exits[exit].code;
};
