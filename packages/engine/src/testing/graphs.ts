import fc from 'fast-check';
import type { Block, Edge } from '../jit/explore.ts';

/** Blocks whose ways lead to others by number, as a program's might in any way. */
export function blocksWith(ways: readonly (readonly number[])[]): readonly Block[] {
  const edges = ways.map((each) => each.map((number): Edge => ({ at: 2 * number, to: undefined })));
  const blocks = edges.map((each, number): Block => ({
    at: 2 * number,
    instructions: [],
    exit: { kind: 'choice', edges: each },
  }));
  for (const edge of edges.flat()) edge.to = blocks[edge.at / 2];
  return blocks;
}

/** Ways between up to fourteen blocks, for `blocksWith`. */
export const graphs = fc
  .integer({ min: 1, max: 14 })
  .chain((count) => fc.array(fc.array(fc.nat(count - 1), { maxLength: 3 }), { minLength: count, maxLength: count }));
