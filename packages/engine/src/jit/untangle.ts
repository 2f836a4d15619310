import { type Block, type Edge, edgesOf } from './explore.ts';

/**
 * Gives each loop one beginning, where a region begins at `entry`. Where ways lead into a loop at several places, all ways
 * to one of those go through a switch instead, a block without instructions, from inside the loop as well: it is there that
 * the loop begins then.
 */
export function untangle(entry: Block): void {
  const all = new Set([entry]);
  for (const block of all) for (const { to } of edgesOf(block)) if (to) all.add(to);
  untangleWithin(all, all);
}

function untangleWithin(part: ReadonlySet<Block>, all: Set<Block>): void {
  for (const loop of loopsOf(part)) {
    const beginnings = beginningsOf(loop, all);
    if (beginnings.size > 1) all.add(switchTo([...beginnings], all));
    else loop.delete([...beginnings][0]!);
    untangleWithin(loop, all);
  }
}

/** The blocks of a loop that ways lead to from outside, or where the region begins. */
function beginningsOf(loop: ReadonlySet<Block>, all: ReadonlySet<Block>): ReadonlySet<Block> {
  const [entry] = all;
  const found = new Set(loop.has(entry!) ? [entry!] : []);
  for (const block of all)
    if (!loop.has(block)) for (const { to } of edgesOf(block)) if (to && loop.has(to)) found.add(to);
  return found;
}

/** Lets all ways to these blocks go through a new one. */
function switchTo(blocks: readonly Block[], all: ReadonlySet<Block>): Block {
  const edges = blocks.map((to): Edge => ({ at: to.at, to }));
  const between: Block = { at: 0, instructions: [], exit: { kind: 'switch', edges } };
  for (const block of all)
    for (const edge of edgesOf(block)) {
      const way = edge.to ? blocks.indexOf(edge.to) : -1;
      if (way < 0) continue;
      edge.to = between;
      edge.way = way;
    }
  return between;
}

/** The sets of blocks, as large as can be, in which each leads to all: "Depth-First Search and Linear Graph Algorithms" (Tarjan). */
function loopsOf(part: ReadonlySet<Block>): readonly Set<Block>[] {
  const numbers = new Map<Block, number>();
  const open: Block[] = [];
  const loops: Set<Block>[] = [];
  const closed = new Set<Block>();
  /** The lowest number that the block leads back to. */
  const visit = (block: Block): number => {
    const number = numbers.size;
    numbers.set(block, number);
    open.push(block);
    let lowest = number;
    let isLoop = false;
    for (const { to } of edgesOf(block)) {
      if (!to || !part.has(to) || closed.has(to)) continue;
      lowest = Math.min(lowest, numbers.get(to) ?? visit(to));
      isLoop ||= to === block;
    }
    if (lowest < number) return lowest;
    const found = open.splice(open.indexOf(block));
    for (const each of found) closed.add(each);
    if (isLoop || found.length > 1) loops.push(new Set(found));
    return lowest;
  };
  for (const block of part) if (!numbers.has(block)) visit(block);
  return loops;
}
