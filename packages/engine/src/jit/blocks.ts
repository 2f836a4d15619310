import { type Block, edgesOf } from './explore.ts';
import { untangle } from './untangle.ts';

/** A block, and what is known of the ways to it. */
export interface Node {
  readonly block: Block;
  /** Its place in reverse postorder: blocks come before those that they lead to, but for the ways back in loops. */
  readonly order: number;
  /** The nodes that all ways from the entry reach only by way of this one, and by no other behind it. */
  readonly dominated: Node[];
  /** Whether some way leads back to it. */
  isLoop: boolean;
  /** Whether several ways lead forward to it. */
  isMerge: boolean;
}

/**
 * The blocks that are reached from the first, in reverse postorder, with the tree of their dominators. They are untangled
 * before, so that they can be written with blocks and loops.
 */
export function order(blocks: readonly Block[]): readonly Node[] {
  untangle(blocks[0]!);
  const sorted = reversePostorder(blocks[0]!);
  const place = new Map(sorted.map((block, index) => [block, index]));
  const dominators = dominatorsOf(sorted, place);
  const nodes = sorted.map((block, index): Node => ({
    block,
    order: index,
    dominated: [],
    isLoop: false,
    isMerge: false,
  }));
  for (let index = 1; index < nodes.length; index++) nodes[dominators[index]!]!.dominated.push(nodes[index]!);
  const forward = new Uint16Array(nodes.length);
  for (const { block, order: from } of nodes)
    for (const edge of edgesOf(block)) {
      if (!edge.to) continue;
      const to = place.get(edge.to)!;
      if (to > from) forward[to]!++;
      else nodes[to]!.isLoop = true;
    }
  for (const node of nodes) node.isMerge = forward[node.order]! > 1;
  return nodes;
}

function reversePostorder(entry: Block): readonly Block[] {
  const found = new Set<Block>();
  const sorted: Block[] = [];
  const visit = (block: Block): void => {
    found.add(block);
    for (const { to } of edgesOf(block).toReversed()) if (to && !found.has(to)) visit(to);
    sorted.push(block);
  };
  visit(entry);
  return sorted.toReversed();
}

/** The immediate dominator of each block, by place: "A Simple, Fast Dominance Algorithm" (Cooper, Harvey, Kennedy). */
function dominatorsOf(sorted: readonly Block[], place: ReadonlyMap<Block, number>): Int32Array {
  const before: number[][] = sorted.map(() => []);
  sorted.forEach((block, index) => {
    for (const { to } of edgesOf(block)) if (to) before[place.get(to)!]!.push(index);
  });
  const dominators = new Int32Array(sorted.length).fill(-1);
  dominators[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let index = 1; index < sorted.length; index++) {
      let dominator = -1;
      for (const each of before[index]!) {
        if (dominators[each]! < 0) continue;
        dominator = dominator < 0 ? each : common(dominators, each, dominator);
      }
      if (dominators[index] === dominator) continue;
      dominators[index] = dominator;
      changed = true;
    }
  }
  return dominators;
}

function common(dominators: Int32Array, a: number, b: number): number {
  while (a !== b) {
    while (a > b) a = dominators[a]!;
    while (b > a) b = dominators[b]!;
  }
  return a;
}
