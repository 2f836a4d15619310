import { pageBytes } from '@hartlab/hart';
import { type Decoded, type Effect, type Expr, rd, rs1 } from '@hartlab/isa';

/** Instructions of a region at most, those of functions that it calls counted each time. */
export const longestRegion = 500;
/** Pages that a region's code is in at most. */
const mostPages = 6;
/** Places that an indirect jump may lead to within the region, at most. */
const mostTargets = 64;
/** Calls within calls that a region follows. */
const deepestCall = 3;

/** Where instructions come from. Places are bytes from the beginning of the page in which the region begins. */
export interface Source {
  /** The instruction at a place, if it has been executed before and is one that is emitted. */
  instructionAt(at: number): Decoded | undefined;
  /** Places in these pages, by number, to which the indirect jump at a place is known to have led. */
  targetsOf(at: number, pages: Iterable<number>): readonly number[];
}

/** A place at which a function returns, and where that function was called from. */
interface Frame {
  readonly number: number;
  readonly returnsTo: number;
  readonly callee: number;
  readonly depth: number;
  readonly caller: Frame | undefined;
}

/** The way from one block to another, or, without `to`, out of the region. */
export interface Edge {
  readonly at: number;
  to: Block | undefined;
  /** Where `to` is a switch: which of its ways this one is. */
  way?: number;
}

/** How a block ends. */
export type Exit =
  /** Always goes one way: falls through, or jumps to a fixed place. */
  | { readonly kind: 'goto'; readonly edge: Edge }
  /** Jumps, or goes on. */
  | { readonly kind: 'branch'; readonly taken: Edge; readonly next: Edge }
  /** Jumps to where a register says, which may be expected to be one place; where others are, a choice says. */
  | { readonly kind: 'indirect'; readonly expected: Edge | undefined; readonly choice: Edge | undefined }
  /** Is no instruction: chooses the place to which an indirect jump leads. */
  | { readonly kind: 'choice'; readonly edges: readonly Edge[] }
  /** Is no instruction: goes the way that the edge says by which it was reached. */
  | { readonly kind: 'switch'; readonly edges: readonly Edge[] };

/** Instructions that follow each other, of which the last may jump. */
export interface Block {
  readonly at: number;
  readonly instructions: readonly Decoded[];
  readonly exit: Exit;
}

/** The number of the page in which a place is, from that in which the region begins. */
export const pageOf = (at: number): number => Math.floor(at / pageBytes);

export const edgesOf = ({ exit }: Block): readonly Edge[] => {
  switch (exit.kind) {
    case 'goto':
      return [exit.edge];
    case 'branch':
      return [exit.taken, exit.next];
    case 'indirect':
      return [exit.expected, exit.choice].filter((edge) => edge !== undefined);
    case 'choice':
    case 'switch':
      return exit.edges;
  }
};

/** A place in a function that was called from a certain place. */
interface Spot {
  readonly at: number;
  readonly frame: Frame | undefined;
}

/** Where an instruction goes on, as far as that is known. */
interface Ways {
  readonly kind: Exit['kind'];
  readonly spots: readonly Spot[];
  /** The number of a choice. */
  readonly choice?: number;
}

/** The places to which indirect jumps lead in one function, or calls from one place. */
interface Choice {
  readonly number: number;
  readonly spots: Spot[];
}

/**
 * Finds the code that is reached from a place: along branches and fixed jumps, into functions and back, as long as it has
 * been executed before. The first block is that of the place; there is none if nothing can be done there.
 */
export function explore(source: Source, entry: number, longest = longestRegion): readonly Block[] {
  return new Explorer(source, longest).explore(entry);
}

class Explorer {
  readonly #source: Source;
  readonly #longest: number;
  readonly #frames: Frame[] = [];
  readonly #instructions = new Map<number, Decoded>();
  readonly #ways = new Map<number, Ways>();
  /** The spots at which blocks begin, in the order in which they were found. */
  readonly #leaders = new Map<number, Spot>();
  readonly #pages = new Set<number>();
  readonly #choices = new Map<string, Choice>();

  constructor(source: Source, longest: number) {
    this.#source = source;
    this.#longest = longest;
  }

  explore(entry: number): readonly Block[] {
    const waiting: Spot[] = [{ at: entry, frame: undefined }];
    for (const spot of waiting) {
      this.#leaders.set(keyOf(spot), spot);
      waiting.push(...this.#follow(spot));
    }
    return this.#blocks();
  }

  /** Goes along until code is known or the way parts. The spots where it goes on. */
  #follow(from: Spot): readonly Spot[] {
    for (let spot = from; ;) {
      const key = keyOf(spot);
      if (this.#instructions.has(key)) {
        this.#leaders.set(key, spot);
        return [];
      }
      const instruction = this.#take(spot.at);
      if (!instruction) return [];
      this.#instructions.set(key, instruction);
      const ways = this.#waysOf(instruction, spot);
      const next = { at: spot.at + instruction.length, frame: spot.frame };
      if (ways) {
        this.#ways.set(key, ways);
        return ways.spots;
      }
      if (pageOf(next.at) !== pageOf(spot.at)) return [next];
      spot = next;
    }
  }

  #take(at: number): Decoded | undefined {
    if (this.#instructions.size >= this.#longest || Math.abs(at) >= farthest) return undefined;
    const page = pageOf(at);
    if (!this.#pages.has(page) && this.#pages.size >= mostPages) return undefined;
    const instruction = this.#source.instructionAt(at);
    if (instruction) this.#pages.add(page);
    return instruction;
  }

  /** Undefined if the instruction does not jump. */
  #waysOf(instruction: Decoded, { at, frame }: Spot): Ways | undefined {
    const jump = instruction.insn.does.find(({ k }) => k === 'jump') as Extract<Effect, { k: 'jump' }> | undefined;
    if (!jump) return undefined;
    const distance = distanceTo(jump.target, instruction);
    const next = at + instruction.length;
    const link = linkOf(instruction);
    if (distance === undefined) {
      const returns = link === 0 && isLink(rs1(instruction.word));
      if (returns) return { kind: 'indirect', spots: frame ? [{ at: frame.returnsTo, frame: frame.caller }] : [] };
      // Calls go on where they are: each is a choice of its own. Jumps of a function have one in common.
      return isLink(link)
        ? this.#choose(`${frame?.number} ${at}`, at, (to) => ({ at: to, frame: this.#call(to, next, frame) ?? frame }))
        : this.#choose(`${frame?.number}`, at, (to) => ({ at: to, frame }));
    }
    const target = at + distance;
    if (jump.when)
      return {
        kind: 'branch',
        spots: [
          { at: target, frame },
          { at: next, frame },
        ],
      };
    if (!isLink(link)) return { kind: 'goto', spots: [{ at: target, frame }] };
    const callee = this.#call(target, next, frame);
    return { kind: 'goto', spots: [{ at: target, frame: callee ?? frame }] };
  }

  /** Where an indirect jump leads that is no return: what is known of that is added to what others of the same name do. */
  #choose(name: string, at: number, spotOf: (target: number) => Spot): Ways {
    let choice = this.#choices.get(name);
    if (!choice) this.#choices.set(name, (choice = { number: this.#choices.size, spots: [] }));
    for (const target of this.#source.targetsOf(at, this.#pages))
      if (choice.spots.length < mostTargets && !choice.spots.some((spot) => spot.at === target))
        choice.spots.push(spotOf(target));
    return { kind: 'indirect', spots: choice.spots, choice: choice.number };
  }

  /** Undefined where calls are too deep, and where a function is called that is active already. */
  #call(callee: number, returnsTo: number, caller: Frame | undefined): Frame | undefined {
    const depth = (caller?.depth ?? 0) + 1;
    if (depth > deepestCall) return undefined;
    for (let active = caller; active; active = active.caller) if (active.callee === callee) return undefined;
    const known = this.#frames.find(
      (each) => each.returnsTo === returnsTo && each.caller === caller && each.callee === callee,
    );
    if (known) return known;
    const frame = { number: this.#frames.length + 1, returnsTo, callee, depth, caller };
    this.#frames.push(frame);
    return frame;
  }

  #blocks(): readonly Block[] {
    const blocks = new Map<number, Block>();
    const edges: { readonly edge: Edge; readonly key: number }[] = [];
    const edgeTo = (spot: Spot): Edge => {
      const edge: Edge = { at: spot.at, to: undefined };
      edges.push({ edge, key: keyOf(spot) });
      return edge;
    };
    const choices = [...this.#choices.values()].map(({ spots }): Block => ({
      at: 0,
      instructions: [],
      exit: { kind: 'choice', edges: spots.map(edgeTo) },
    }));
    const exitBy = ({ kind, spots, choice }: Ways): Exit => {
      if (choice !== undefined)
        return { kind: 'indirect', expected: undefined, choice: { at: 0, to: choices[choice] } };
      const [first, second] = spots.map(edgeTo);
      if (kind === 'indirect') return { kind, expected: first, choice: undefined };
      return kind === 'branch' ? { kind, taken: first!, next: second! } : { kind: 'goto', edge: first! };
    };
    for (const [key, spot] of this.#leaders) {
      if (this.#instructions.has(key)) blocks.set(key, this.#blockAt(spot, edgeTo, exitBy));
    }
    for (const { edge, key } of edges) edge.to = blocks.get(key);
    return [...blocks.values()];
  }

  #blockAt(spot: Spot, edgeTo: (spot: Spot) => Edge, exitBy: (ways: Ways) => Exit): Block {
    const instructions: Decoded[] = [];
    let { at } = spot;
    for (;;) {
      const key = keyOf({ at, frame: spot.frame });
      const instruction = this.#instructions.get(key);
      const ways = this.#ways.get(key);
      if (!instruction || (instructions.length > 0 && this.#leaders.has(key)))
        return { at: spot.at, instructions, exit: { kind: 'goto', edge: edgeTo({ at, frame: spot.frame }) } };
      instructions.push(instruction);
      at += instruction.length;
      if (ways) return { at: spot.at, instructions, exit: exitBy(ways) };
    }
  }
}

/** Bytes from its first page within which a region stays: where one of its instructions is must fit beside a count (`region.ts`). */
const farthest = 2 ** 22;
/** Fixed jumps reach a mebibyte from there. */
const reach = 2 ** 24;
const keyOf = ({ at, frame }: Spot): number => (frame?.number ?? 0) * 2 * reach + at + reach;

/** x1 and x5 hold return addresses (unpriv "Unconditional Jumps"). */
const isLink = (register: number) => register === 1 || register === 5;
const linkOf = ({ insn, word }: Decoded) => (insn.operands.has('rd') ? rd(word) : 0);

/** How far a value is from the address of the instruction, if that is fixed. */
function distanceTo(value: Expr, instruction: Decoded): number | undefined {
  if (value.k === 'pc') return 0;
  if (value.k !== 'add' || value.b.k !== 'imm') return undefined;
  const base = distanceTo(value.a, instruction);
  return base === undefined ? undefined : base + instruction.imm;
}
