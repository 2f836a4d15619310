import { options } from './options.ts';
import { canonicalFlag, spellings } from './options/option-row.ts';

const rows = Object.values(options).flatMap((row) => spellings(row).map((flag) => [flag, row] as const));
const aloneMeans = new Map(rows.flatMap(([flag, row]) => ('alone' in row ? [[flag, row.alone]] : [])));
const takesValue = new Set(rows.flatMap(([flag, row]) => ('value' in row && !('alone' in row) ? [flag] : [])));
const asksForHartlabItself = new Set(['--help', '-h', '--version', '-V']);

/**
 * Turns what a person who knows QEMU types into what commander understands. `-kernel` becomes `--kernel`, because
 * commander reads a single dash as a run of one-letter flags. A command line that starts with a flag means `run`.
 * `help run` is `run --help`. A flag that may do without its value gets it. A flag's value is left alone, whatever it looks like (`-append "-v"`), and so is everything after `--`.
 */
export const normalise = (argv: readonly string[]): string[] => {
  const normal: string[] = [];
  const [first, ...others] = argv;
  if (first === 'help') return normalise([...others, '--help']);
  if (first?.startsWith('-') && !asksForHartlabItself.has(first)) normal.push('run');
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') return [...normal, ...argv.slice(i)];
    if (!word.startsWith('-') || word === '-') {
      normal.push(word);
      continue;
    }
    const flag = canonicalFlag(word);
    const alone = aloneMeans.get(flag);
    normal.push(alone === undefined ? flag : `${flag}=${alone}`);
    if (takesValue.has(flag) && i + 1 < argv.length) normal.push(argv[++i]!);
  }
  return normal;
};
