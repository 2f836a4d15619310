import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Block, type Edge, edgesOf } from './explore.ts';
import { blocksWith, graphs } from '../testing/graphs.ts';
import { untangle } from './untangle.ts';

/** Where a way leads behind all switches. */
function endOf({ to, way }: Edge): Block {
  if (to!.exit.kind !== 'switch') return to!;
  return endOf(to!.exit.edges[way!]!);
}

const switchesOf = (entry: Block): number => {
  const found = new Set([entry]);
  for (const block of found) for (const { to } of edgesOf(block)) found.add(to!);
  return [...found].filter(({ exit }) => exit.kind === 'switch').length;
};

test('each way leads to where it led', () => {
  fc.assert(
    fc.property(graphs, (ways) => {
      const blocks = blocksWith(ways);
      untangle(blocks[0]!);
      expect(blocks.map((block) => edgesOf(block).map((edge) => blocks.indexOf(endOf(edge))))).toEqual(ways);
      expect(blocks.flatMap(edgesOf).every(({ at }, index) => at === 2 * ways.flat()[index]!)).toBe(true);
    }),
  );
});

test.each<[string, number, number[][]]>([
  ['of no loop', 0, [[1, 2], [2], []]],
  ['of loops within each other', 0, [[1], [2], [2, 3], [1, 4], []]],
  ['of a region that begins in the middle of a loop', 0, [[1], [2], [0]]],
  ['of a loop with two beginnings', 1, [[1, 2], [2], [1]]],
  ['of a loop with three', 1, [[1, 2, 3], [2], [3], [1]]],
  ['of such loops within each other', 2, [[1, 2], [2, 3], [1, 4], [4], [3, 1]]],
  ['of such loops behind each other', 2, [[1, 2], [2], [1, 3], [4, 5], [5], [4]]],
])('code %s has %i switches', (_, switches, ways) => {
  const [entry] = blocksWith(ways);
  untangle(entry!);
  expect(switchesOf(entry!)).toBe(switches);
});
