import { createHash } from 'node:crypto';
import { withoutExplained, withoutTransformedInstruction } from './differences.ts';

/*
 * What riscv-isa-sim's commit log of a random program says, in a few bytes: a hash of its lines up to every so many of
 * them. Where the hashes of our log begin to differ is where our hart does.
 */

/** The programs that are recorded are shorter than those that are compared with Spike itself. */
export const GOLDEN_SNIPPETS = 10;
const LINES_PER_HASH = 256;
const HASH_DIGITS = 8;

/** One program's line in the golden file. */
export interface GoldenTrace {
  readonly seed: number;
  /** Instructions that retire. */
  readonly instructions: number;
  readonly hashes: readonly string[];
}

/** The summary of a commit log. */
export function goldenTrace(seed: number, lines: readonly string[]): GoldenTrace {
  const hash = createHash('sha256');
  const hashes: string[] = [];
  for (let at = 0; at < lines.length; at += LINES_PER_HASH) {
    for (const line of lines.slice(at, at + LINES_PER_HASH))
      hash.update(withoutTransformedInstruction(withoutExplained(line)));
    hashes.push(hash.copy().digest('hex').slice(0, HASH_DIGITS));
  }
  return { seed, instructions: lines.length, hashes };
}

export const writeGolden = (traces: readonly GoldenTrace[]): string =>
  traces.map(({ seed, instructions, hashes }) => `${seed} ${instructions} ${hashes.join(' ')}\n`).join('');

export const readGolden = (text: string): GoldenTrace[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [seed, instructions, ...hashes] = line.split(' ');
      return { seed: Number(seed), instructions: Number(instructions), hashes };
    });

/** Where the two differ: the instructions among which it happens. Undefined when they are the same. */
export function goldenDifference(trace: GoldenTrace, golden: GoldenTrace): string | undefined {
  const at = golden.hashes.findIndex((hash, index) => hash !== trace.hashes[index]);
  if (at >= 0)
    return `seed ${golden.seed}: differs in instructions ${at * LINES_PER_HASH} to ${(at + 1) * LINES_PER_HASH - 1}`;
  if (trace.instructions !== golden.instructions)
    return `seed ${golden.seed}: ${trace.instructions} instructions, not ${golden.instructions}`;
  return undefined;
}
