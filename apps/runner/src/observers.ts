import { disassemble } from '@hartlab/isa';
import { causeName, commitLine } from '@hartlab/machine';
import { place, whereabouts, type LogItem, type Names, type Observer } from './log.ts';

/** The observer for these items, or none if no item needs one. */
const itemObserver = (items: readonly LogItem[], names: Names, write: (line: string) => void): Observer | undefined => {
  const exec = items.includes('exec');
  const in_asm = items.includes('in_asm');
  const int = items.includes('int');
  if (!exec && !in_asm && !int) return undefined;
  const seen = new Map<bigint, number>();
  return (hart, { kind, pc, word, cause, decoded }) => {
    const ran = kind === 'retired' && (exec || (in_asm && seen.get(pc) !== word));
    if (ran && decoded) {
      seen.set(pc, word);
      const text = disassemble(decoded, pc, names.symbolize);
      write(`${hart.hartid}: ${place(pc, names)}: ${text.replaceAll('\t', ' ')}`);
    }
    if (int && (kind === 'trap' || kind === 'interrupt'))
      write(`${hart.hartid}: ${place(pc, names)}: ${causeName(cause)}; goes on ${whereabouts(hart, names)}`);
  };
};

/** Writes a line for each instruction that retires. */
const commitObserver = (write?: (line: string) => void): Observer | undefined =>
  write &&
  ((hart, commit) => {
    const line = commitLine(hart, commit);
    if (line !== undefined) write(line);
  });

const both = (first?: Observer, second?: Observer): Observer | undefined =>
  first && second
    ? (hart, commit) => {
        first(hart, commit);
        second(hart, commit);
      }
    : (first ?? second);

/** What `-d` and `--log-commits` ask for. */
export const observerOf = (
  items: readonly LogItem[],
  names: Names,
  log: (line: string) => void,
  commits: ((line: string) => void) | undefined,
): Observer | undefined => both(itemObserver(items, names, log), commitObserver(commits));
