import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Hart } from '../hart.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import { Mirror } from '../testing/mirror.ts';
import { peerPrograms, runPeerProgram } from '../testing/peer-programs.ts';

describe('what commits tell makes the state before a step the state after it', () => {
  // The others have no traps, and their instructions are those that commit.test.ts goes through.
  const programs = peerPrograms.filter((program) => !program.with.includes('hashes'));

  test.each(programs)('in the program $name', { timeout: 120_000 }, (program) => {
    let mirror: Mirror | undefined;
    const { finished } = runPeerProgram(program, (hart, memory) => {
      mirror ??= new Mirror(memory);
      const commit = hart.observe();
      const differences = mirror.replay(commit);
      if (differences.length > 0) expect([commit.decoded?.insn.name, commit.pc, ...differences]).toEqual([]);
    });
    expect(finished).toBe(true);
  });
});

// Its page tables have entries that hardware marks, as it does not for those who look.
test(
  'in the program page-tables it makes no difference that somebody observes and looks around',
  { timeout: 60_000 },
  () => {
    const program = peerPrograms.find(({ name }) => name === 'page-tables')!;
    const outcome = (step: (hart: Hart) => void) => {
      const hash = createHash('sha256');
      let memory: MachineMemory | undefined;
      runPeerProgram(program, (hart, ram) => {
        memory = ram;
        step(hart);
      });
      return memory && hash.update(memory.hartBlock(0)).update(memory.ram).digest('hex');
    };
    let walks = 0;
    const observed = outcome((hart) => {
      walks += hart.observe().accesses.filter(({ kind }) => kind === 'walk').length;
      // The registers that the program's accesses go by.
      for (const n of [5, 21]) for (const access of ['load', 'store'] as const) hart.peek(hart.x(n), access);
    });
    expect(observed).toBe(outcome((hart) => hart.step()));
    expect(walks).toBeGreaterThan(0);
  },
);
