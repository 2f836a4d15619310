import type { Node } from './blocks.ts';
import { type Block, edgesOf } from './explore.ts';

/** Instructions that are done at most without a look at the budget, but for a block that has more by itself. */
const longestWay = 64;

/**
 * At which nodes, by their order, a region has to look whether its budget is enough, and for how many instructions: as many
 * as may be done before the next look, or the end of the region. That is at the first one, where loops begin, and where the
 * ways are long. At the others nothing has to be looked at; nor at a switch, but everywhere that it leads to.
 */
export function looks(nodes: readonly Node[]): readonly (number | undefined)[] {
  const orderOf = new Map(nodes.map(({ block, order }) => [block, order]));
  const switched = new Set(nodes.flatMap(({ block }) => (isSwitch(block) ? edgesOf(block).map(({ to }) => to) : [])));
  const found: (number | undefined)[] = [];
  /** The longest way from the beginning of a node to the next look. */
  const ways: number[] = [];
  for (const { block, order, isLoop } of nodes.toReversed()) {
    const after = edgesOf(block).map(({ to }) => {
      const next = to && orderOf.get(to);
      return next === undefined || next <= order || found[next] !== undefined ? 0 : ways[next]!;
    });
    const way = block.instructions.length + Math.max(0, ...after);
    ways[order] = way;
    const begins = order === 0 || switched.has(block) || isLoop;
    if (!isSwitch(block) && (begins || way > longestWay)) found[order] = way;
  }
  return found;
}

const isSwitch = ({ exit }: Block) => exit.kind === 'switch';
