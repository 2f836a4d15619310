import { assemble } from '@hartlab/isa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jitThat } from '../engine.ts';
import { bareEngine, ramBase } from '../testing/bare-engine.ts';
import { graphs } from '../testing/graphs.ts';

/* Programs whose blocks lead to each other in any way, also into the middle of loops: the reference is the judge. */

const origin = BigInt(ramBase);

/** Each block adds its number to what has come, and chooses by that where it goes on. Where nothing follows it is all over again. */
const programOf = (ways: readonly (readonly number[])[]): string =>
  ways
    .map((each, number) => {
      const [first = 0, ...others] = each;
      const branches = others.map((to, n) => `slti t1, t0, ${0x300 * (n + 1)}\n bnez t1, b${to}`);
      return `b${number}: slli a2, a1, 3\n xor a1, a1, a2\n addi a1, a1, ${number + 1}\n srli a2, a1, 7\n xor a1, a1, a2
      andi t0, a1, 0x7ff\n ${branches.join('\n')}\n j b${first}`;
    })
    .join('\n');

const kind = jitThat({ landings: 1 });
const benches = [false, true].map((reference) => {
  const bench = bareEngine({ reference, kind });
  return { ...bench, fresh: bench.memory.hartBlock(0).slice() };
});

test('whatever way blocks lead to each other, a region does what they do', () => {
  fc.assert(
    fc.property(
      graphs,
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 4, maxLength: 12 }),
      (ways, budgets) => {
        const source = programOf(ways);
        for (const { hart, memory, fresh } of benches) {
          memory.hartBlock(0).set(fresh);
          hart.flushTranslations();
          memory.writeBytes(ramBase, assemble(source, { origin }).bytes);
        }
        for (const budget of [400, ...budgets]) {
          const blocks = benches.map(({ engine, memory }) => {
            engine.run(0, budget);
            return memory.hartBlock(0);
          });
          expect(Buffer.compare(blocks[0]!, blocks[1]!), source).toBe(0);
        }
      },
    ),
    { numRuns: 200, endOnFailure: true },
  );
});
