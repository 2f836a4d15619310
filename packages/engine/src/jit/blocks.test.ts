import fc from 'fast-check';
import { expect, test } from 'vitest';
import { order } from './blocks.ts';
import { type Block, type Edge, edgesOf } from './explore.ts';

/** Blocks whose ways lead to others by number, as a program's might in any way. */
function blocksWith(ways: readonly (readonly number[])[]): readonly Block[] {
  const edges = ways.map((each) => each.map((number): Edge => ({ at: 2 * number, to: undefined })));
  const blocks = edges.map((each, number): Block => ({
    at: 2 * number,
    instructions: [],
    exit: { kind: 'choice', edges: each },
  }));
  for (const edge of edges.flat()) edge.to = blocks[edge.at / 2];
  return blocks;
}

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

const graphs = fc
  .integer({ min: 1, max: 14 })
  .chain((count) => fc.array(fc.array(fc.nat(count - 1), { maxLength: 3 }), { minLength: count, maxLength: count }));

test('each node is dominated as the definition says', () => {
  fc.assert(
    fc.property(graphs, (ways) => {
      const blocks = blocksWith(ways);
      const before = blocksWith(ways);
      const nodes = order(blocks);
      const all = reached(before);
      expect(nodes.length).toBe(all.size);
      const inside = (node: (typeof nodes)[number]): Block[] => [node.block, ...node.dominated.flatMap(inside)];
      for (const node of nodes) {
        // Dominance is of the ways that there were, those into the middle of loops as well.
        const original = before[blocks.indexOf(node.block)]!;
        const still = reached(before, original);
        const lost = [...all].filter((block) => !still.has(block)).map((block) => before.indexOf(block));
        const numbers = inside(node).map((block) => blocks.indexOf(block));
        expect(numbers.toSorted((a, b) => a - b)).toEqual(lost.toSorted((a, b) => a - b));
      }
    }),
  );
});

test('ways that are left lead forward, or back to a node that dominates them and is a loop', () => {
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

test('a way into the middle of a loop leads out', () => {
  const blocks = blocksWith([[1, 2], [2], [1]]);
  order(blocks);
  expect(
    blocks.flatMap((block) => edgesOf(block).map(({ to }) => (to ? 'in' : 'out'))).filter((way) => way === 'out'),
  ).toEqual(['out']);
});
