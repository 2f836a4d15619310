import type { Decoded } from '@hartlab/isa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { order } from './blocks.ts';
import { looks } from './budget.ts';
import { type Block, type Edge, edgesOf } from './explore.ts';

/** Blocks of so many instructions each, and where they lead. */
function blocksOf(all: readonly { readonly length: number; readonly ways: readonly number[] }[]): readonly Block[] {
  const edges = all.map(({ ways }) => ways.map((number): Edge => ({ at: 2 * number, to: undefined })));
  const blocks = all.map(({ length }, number): Block => {
    const instructions = Array.from({ length }, () => ({}) as Decoded);
    return { at: 2 * number, instructions, exit: { kind: 'choice', edges: edges[number]! } };
  });
  for (const edge of edges.flat()) edge.to = blocks[edge.at / 2];
  return blocks;
}

const graphs = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.array(fc.record({ length: fc.nat(40), ways: fc.array(fc.nat(count - 1), { maxLength: 3 }) }), {
    minLength: count,
    maxLength: count,
  }),
);

test('no way from a look to the next has more instructions than were looked for, and some have as many', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const nodes = order(blocksOf(graph));
      const found = looks(nodes);
      const nodeOf = new Map(nodes.map((node) => [node.block, node]));
      expect(found[0]).toBeDefined();
      /** The longest way from a node to the next look; there is no end to it in a loop without one. */
      const longest = (block: Block, depth = 0): number => {
        expect(depth).toBeLessThanOrEqual(nodes.length);
        const after = edgesOf(block).map(({ to }) =>
          !to || found[nodeOf.get(to)!.order] !== undefined ? 0 : longest(to, depth + 1),
        );
        return block.instructions.length + Math.max(0, ...after);
      };
      for (const node of nodes) {
        const look = found[node.order];
        if (look === undefined) continue;
        expect(longest(node.block)).toBe(look);
        // Ways are cut where they are long, so a slice that ends leaves few instructions to the interpreter.
        expect(look).toBeLessThanOrEqual(64 + node.block.instructions.length);
      }
    }),
  );
});
