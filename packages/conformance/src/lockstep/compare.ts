import { firstDifference } from './differences.ts';
import { hartLog } from './hart-log.ts';
import { spikeIsa } from './isas.ts';
import { elfOf, type Program } from './program.ts';
import { spikeLog } from './spike-log.ts';

/** One program on both harts. */
export interface Comparison {
  /** Instructions that retired on our hart and were compared. */
  readonly instructions: number;
  readonly finished: boolean;
  /** The first line that differs unexplained, and what led to it. */
  readonly difference?: Difference;
}

export interface Difference {
  readonly before: readonly string[];
  readonly hartlab: string;
  readonly spike: string;
}

const LINES_BEFORE = 12;

/** Runs a program on our hart and on Spike, and compares what every instruction did. */
export function compareWithSpike(spike: string, program: Program): Comparison {
  const elf = elfOf(program);
  const { lines, finished } = hartLog(elf, program.isa);
  const expected = spikeLog(spike, elf, spikeIsa(program.isa), finished ? 'ending' : 'endless');
  // A program that does not end is compared as far as both have come.
  const compared = finished ? lines : lines.slice(0, expected.length);
  const index = firstDifference(compared, expected);
  if (index === undefined) return { instructions: compared.length, finished };
  const difference = {
    before: lines.slice(Math.max(0, index - LINES_BEFORE), index),
    hartlab: lines[index] ?? 'nothing',
    spike: expected[index] ?? 'nothing',
  };
  return { instructions: index, finished, difference };
}
