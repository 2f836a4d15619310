import type { Isa } from '@hartlab/isa';
import { BufferConsole, commitLine, Machine } from '@hartlab/machine';
import { likeSpike } from '../hart/like-spike.ts';

const MEBIBYTE = 1024 ** 2;
export const RAM_MEBIBYTES = 16;
/** More than any program needs that ends. */
const MAXIMUM_STEPS = 60_000;

/** A program's commit log, from its first instruction on. */
export interface HartLog {
  readonly lines: readonly string[];
  /** Whether the program came to its end. */
  readonly finished: boolean;
}

/** Runs an executable on our hart. */
export function hartLog(elf: Uint8Array, isa: Isa): HartLog {
  const machine = new Machine({
    bios: 'none',
    kernel: elf,
    isa,
    ...likeSpike,
    ram: RAM_MEBIBYTES * MEBIBYTE,
    console: new BufferConsole(''),
  });
  const lines: string[] = [];
  const { reason } = machine.run({
    maxInstructions: MAXIMUM_STEPS,
    observe: (hart, commit) => {
      const line = commitLine(hart, commit);
      if (line !== undefined) lines.push(line);
    },
  });
  return { lines: fromTheStart(lines), finished: reason === 'pass' };
}

/** Without what the reset vector's code does, which is the platform's affair. */
export const fromTheStart = (lines: readonly string[]): string[] => {
  const start = lines.findIndex((line) => line.includes(' 0x0000000080000000 ('));
  return start < 0 ? [] : lines.slice(start);
};
