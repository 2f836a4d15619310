import type { Isa } from '@hartlab/isa';
import { BufferConsole, commitLine, Machine, type RunOptions, type TraceMode } from '@hartlab/machine';
import { expect, test } from 'vitest';
import { elfOf, randomProgram } from './program.ts';

/** How a program goes, and how it leaves the machine: registers, RAM with its page tables, and all else. */
function outcome(elf: Uint8Array, isa: Isa, traceHash: TraceMode | undefined, observe?: RunOptions['observe']) {
  const machine = new Machine({
    bios: 'none',
    kernel: elf,
    isa,
    ram: 16 * 1024 ** 2,
    traceHash,
    console: new BufferConsole(),
  });
  const { reason } = machine.run({ maxInstructions: 20_000, ...(observe && { observe }) });
  return { reason, end: machine.fingerprint(), trace: machine.traceHash() };
}

/** HARTLAB_SEED gives other programs. */
const seed = Number(process.env['HARTLAB_SEED'] ?? 20_261_130);

test(
  `HARTLAB_SEED=${seed}: a run that is observed, by one who looks around, is the run that is not`,
  { timeout: 120_000 },
  () => {
    let commits = 0;
    for (let number = 0; number < 12; number++) {
      const program = randomProgram(seed + number, { snippets: 6 });
      const elf = elfOf(program);
      const observed = outcome(elf, program.isa, 'full', (hart, commit) => {
        commits++;
        commitLine(hart, commit);
        for (const { address } of commit.accesses)
          for (const access of ['fetch', 'load', 'store'] as const) hart.peek(address ^ 0x1000n, access);
      });
      expect(observed).toEqual(outcome(elf, program.isa, 'full'));
      expect({ ...observed, trace: undefined }).toEqual(outcome(elf, program.isa, undefined));
    }
    expect(commits).toBeGreaterThan(10_000);
  },
);
