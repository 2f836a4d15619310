import fc from 'fast-check';
import { expect, test } from 'vitest';
import { order } from './blocks.ts';
import { type Block, edgesOf } from './explore.ts';
import { blocksWith, graphs } from '../testing/graphs.ts';

/** The blocks that are reached from the first without going through one of them. */
function reached(blocks: readonly Block[], without?: Block): ReadonlySet<Block> {
  const found = new Set<Block>();
  const visit = (block: Block | undefined) => {
    if (!block || block === without || found.has(block)) return;
    found.add(block);
    for (const { to } of edgesOf(block)) visit(to);
  };
  visit(blocks[0]);
  return found;
}

test('each node is dominated as the definition says', () => {
  fc.assert(
    fc.property(graphs, (ways) => {
      const nodes = order(blocksWith(ways));
      const blocks = nodes.map(({ block }) => block);
      const numbers = (some: Iterable<Block>) =>
        [...some].map((block) => blocks.indexOf(block)).toSorted((a, b) => a - b);
      expect(numbers(blocks)).toEqual(numbers(reached(blocks)));
      const inside = (node: (typeof nodes)[number]): Block[] => [node.block, ...node.dominated.flatMap(inside)];
      for (const node of nodes) {
        const still = reached(blocks, node.block);
        expect(numbers(inside(node))).toEqual(numbers(blocks.filter((block) => !still.has(block))));
      }
    }),
  );
});

test('ways lead forward, or back to a node that dominates them and is a loop', () => {
  fc.assert(
    fc.property(graphs, (ways) => {
      const nodes = order(blocksWith(ways));
      const nodeOf = new Map(nodes.map((node) => [node.block, node]));
      const forward = new Map(nodes.map((node) => [node, 0]));
      for (const node of nodes)
        for (const { to } of edgesOf(node.block)) {
          const next = to && nodeOf.get(to)!;
          if (!next) continue;
          if (next.order > node.order) forward.set(next, forward.get(next)! + 1);
          else {
            expect(next.isLoop).toBe(true);
            expect(
              nodes[0] === next ||
                !reached(
                  nodes.map(({ block }) => block),
                  next.block,
                ).has(node.block),
            ).toBe(true);
          }
        }
      for (const node of nodes) expect(node.isMerge).toBe(forward.get(node)! > 1);
    }),
  );
});
