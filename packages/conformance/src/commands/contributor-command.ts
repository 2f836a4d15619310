import { accessSync, constants, statSync, writeSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What a contributors' command takes besides its flags. */
interface Argument {
  /** As the usage writes it: `SPIKE`. */
  readonly name: string;
  /** What it is: `the path of spike, the program of riscv-isa-sim`. */
  readonly what: string;
  readonly kind: 'program' | 'directory' | 'words';
}

interface Declaration<Options> {
  /** As it is called: `lockstep`. */
  readonly name: string;
  /** What it does, in lines for `--help`. */
  readonly help: string;
  readonly argument?: Argument;
  readonly options: Options;
}

type Options = NonNullable<ParseArgsConfig['options']>;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Whether the path, or a word that is to be found on the PATH, is a program. */
const findsProgram = (word: string): boolean =>
  word.includes('/')
    ? isProgram(word)
    : (process.env['PATH'] ?? '').split(delimiter).some((directory) => isProgram(join(directory, word)));

const fits: Readonly<Record<Exclude<Argument['kind'], 'words'>, (path: string) => boolean>> = {
  program: findsProgram,
  directory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
};

/**
 * The command line of a contributors' command, in the one way that all of them have: `--help` prints the usage and ends
 * with 0; what is wrong is said in one line and ends with 2; an error of the host has 74, a reader that has gone 141, and
 * what nobody foresaw 70, without a stack unless `HARTLAB_DEBUG` asks for it.
 */
export const contributorCommand = <const Given extends Options>({
  name,
  help,
  argument,
  options,
}: Declaration<Given>) => {
  const end = (why: string, code: number): never => {
    process.stderr.write(`${name}: ${why}\n`);
    process.exit(code);
  };
  const refuse = (why: string): never => end(`${why}; see ${name} --help`, 2);
  const fail = (error: unknown): never => {
    if (codeOf(error) === 'EPIPE') process.exit(141);
    if (process.env['HARTLAB_DEBUG']) console.error(error);
    if (/^E[A-Z]+$/.test(codeOf(error))) end(messageOf(error), 74);
    return end(`unexpected error: ${messageOf(error)} (HARTLAB_DEBUG=1 shows the stack)`, 70);
  };
  process.on('uncaughtException', fail);
  // What console.log cannot write it says to nobody but these.
  process.stdout.on('error', fail);
  const parsed = (() => {
    try {
      return parseArgs({
        options: { ...options, help: { type: 'boolean', short: 'h' } },
        allowPositionals: true,
      });
    } catch (error) {
      return refuse(messageOf(error).replace(/\. .*$/, ''));
    }
  })();
  const { positionals } = parsed;
  const values = parsed.values as ReturnType<typeof parseArgs<{ options: Given }>>['values'] & { help?: boolean };
  if (values.help) {
    const flags = Object.entries(options).map(([flag, { type }]) => ` [--${flag}${type === 'string' ? ' VALUE' : ''}]`);
    writeSync(1, `usage: ${name}${flags.join('')}${argument ? ` ${argument.name}` : ''}\n\n${help}\n`);
    process.exit(0);
  }
  const [path = ''] = positionals;
  const most = argument === undefined ? 0 : argument.kind === 'words' ? Infinity : 1;
  if (positionals.length > most) refuse(`there is an argument too many, "${positionals.at(-1)}"`);
  if (argument && argument.kind !== 'words') {
    if (path === '') refuse(`give ${argument.what}`);
    if (!fits[argument.kind](path)) refuse(`${path} is not a ${argument.kind}; give ${argument.what}`);
  }
  return {
    values,
    argument: path,
    words: positionals,
    refuse,
    /** The value of a flag that is a whole number of at least `least`. */
    count: (flag: string & keyof Given, least = 0): number => {
      const text = String(values[flag as keyof typeof values]);
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && Number.isSafeInteger(value)
        ? value
        : refuse(`--${flag} ${text} is not a whole number of at least ${least}`);
    },
  };
};
