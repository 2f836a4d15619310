import { options } from './options.ts';
import { canonicalFlag, spellings, type OptionRow } from './options/option-row.ts';
import { checkWord, qemuWords } from './qemu-words.ts';
import { Refusal } from './refusal.ts';

const rows = new Map(
  Object.values<OptionRow<unknown>>(options).flatMap((row) => spellings(row).map((flag) => [flag, row] as const)),
);
const words = new Map(
  Object.entries(qemuWords).map(([flag, word]) => [canonicalFlag(flag), { flag, ...word }] as const),
);
const asksForHartlabItself = new Set(['--help', '-h', '--version', '-V']);
/** The commands that make a machine as QEMU does, and whose command lines have its words. */
const takesQemuWords = new Set(['run', 'sweep']);
/** `help`, or `NAME,help`. */
const asksForList = /^(?:([^,]+),)?(?:help|\?)$/;

/** Ends the command with what a word such as `-cpu help` asks for. */
export class Listing extends Error {
  override name = 'Listing';
}

/**
 * Turns what a person who knows QEMU types into what commander understands. `-kernel` becomes `--kernel`, because
 * commander reads a single dash as a run of one-letter flags. A command line that starts with a flag means `run`.
 * `help run` is `run --help`. A flag that may do without its value gets it. A flag's value is left alone, whatever it looks like (`-append "-v"`), and so is everything after `--`.
 * Words of QEMU's that are no flags here are left out, or refused.
 *
 * @throws Refusal for such a word, Listing with what a word such as `-cpu help` asks for
 */
export const normalise = (argv: readonly string[]): string[] => {
  const normal: string[] = [];
  const [first, ...others] = argv;
  if (first === 'help') return normalise([...others, '--help']);
  if (first?.startsWith('-') && !asksForHartlabItself.has(first)) normal.push('run');
  const isLikeQemu = takesQemuWords.has(normal[0] ?? first!);
  const given = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      normal.push(...argv.slice(i));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      normal.push(word);
      continue;
    }
    const flag = canonicalFlag(word);
    const qemu = isLikeQemu ? words.get(flag) : undefined;
    const { value, alone, listing } = qemu ?? rows.get(flag) ?? {};
    const hasValue = value !== undefined && alone === undefined;
    const asked = hasValue && listing ? asksForList.exec(argv[i + 1] ?? '') : null;
    const list = asked && listing!(asked[1]);
    if (list) throw new Listing(list);
    if (qemu) {
      if (hasValue && i + 1 === argv.length) throw new Refusal(`${qemu.flag} needs a value behind it`);
      given.set(qemu.flag, [...(given.get(qemu.flag) ?? []), hasValue ? argv[++i]! : '']);
      continue;
    }
    normal.push(alone === undefined ? flag : `${flag}=${alone}`);
    if (hasValue && i + 1 < argv.length) normal.push(argv[++i]!);
  }
  for (const [flag, values] of given) checkWord(flag, values);
  return normal;
};
