import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GOLDEN_SNIPPETS, goldenDifference, goldenTrace, readGolden, writeGolden } from './golden.ts';
import { hartLog } from './hart-log.ts';
import { elfOf, randomProgram } from './program.ts';

// Source: riscv-isa-sim 1.1.1-dev with --log-commits, recorded by record-lockstep.ts.
const traces = readGolden(readFileSync(new URL('spike.golden.txt', import.meta.url), 'utf8'));
const GROUPS = 10;
const groups = Array.from({ length: GROUPS }, (_, group) => traces.filter((_trace, at) => at % GROUPS === group));

/** When a change of the generator is what differs, `pnpm lockstep` finds nothing: then record anew. */
describe('random programs do on our hart, instruction by instruction, what they did on Spike', () => {
  test.each(groups.map((group, index) => [group[0]?.seed, group.length, index] as const))(
    'those like seed %d: %d programs',
    { timeout: 60_000 },
    (_seed, _length, index) => {
      const differences = (groups[index] ?? []).flatMap((golden) => {
        const program = randomProgram(golden.seed, { snippets: GOLDEN_SNIPPETS });
        const { lines } = hartLog(elfOf(program), program.isa);
        return goldenDifference(goldenTrace(golden.seed, lines), golden) ?? [];
      });
      expect(differences).toEqual([]);
    },
  );
});

test('a difference is found where it is', () => {
  const lines = Array.from({ length: 1000 }, (_, at) => `core   0: 3 0x0000000080000000 (0x0001) x5 ${at}`);
  const golden = goldenTrace(1, lines);
  expect(goldenDifference(golden, golden)).toBeUndefined();
  expect(goldenDifference(goldenTrace(1, lines.with(300, 'other')), golden)).toContain('instructions 256 to 511');
  expect(goldenDifference(goldenTrace(1, lines.slice(0, 999)), golden)).toBeDefined();
  expect(readGolden(writeGolden([golden]))).toEqual([golden]);
});
