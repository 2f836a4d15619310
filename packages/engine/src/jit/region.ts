import { hartLayout } from '@hartlab/hart';
import type { Decoded } from '@hartlab/isa';
import { once } from '../interpreter/region-type.ts';
import { Code, type Label, type Variable } from '../wasm/code.ts';
import type { Node } from './blocks.ts';
import { looks } from './budget.ts';
import { distinguish } from './distinguish.ts';
import { type Block, type Edge, pageOf } from './explore.ts';
import { type Flow, InstructionEmitter, type InstructionSurroundings } from './instructions.ts';
import { type PageSurroundings, OtherPage } from './other-page.ts';
import { doublesIn, RegisterLocals, type Registers, writtenIn } from './registers.ts';

/** What a region is written for. */
export interface RegionSurroundings extends InstructionSurroundings, PageSurroundings {}

/** Writes the function of a region whose blocks these are. */
export const emitRegion = (code: Code, nodes: readonly Node[], at: RegionSurroundings): void =>
  new RegionEmitter(code, nodes, at).emit();

/** Writes how the blocks of a region follow each other, and how it is left. */
class RegionEmitter implements Flow {
  readonly #code: Code;
  readonly #at: RegionSurroundings;
  readonly #nodes: readonly Node[];
  readonly #nodeOf: ReadonlyMap<Block, Node>;
  readonly #block: Variable;
  readonly #page: Variable;
  readonly #left: Variable;
  /** Where an indirect jump leads, and where the region is left for. */
  readonly #target: Variable;
  /** Which instruction of a block is left: its distance from the first in bytes, and how many instructions are not done. */
  readonly #where: Variable;
  /** The way from a switch. */
  #way: Variable | undefined;
  readonly #registers: RegisterLocals;
  readonly #instructions: InstructionEmitter;
  readonly #next: OtherPage;
  /** Registers that instructions of the region write. */
  readonly #written: Registers;
  readonly #looks: readonly (number | undefined)[];
  /** Where the nodes are that several ways lead to. */
  readonly #labels: Label[] = [];
  /** The region goes on at `#target`, outside. */
  #out!: Label;
  #node!: Node;
  /** The instruction that `#where` says is to be done by tier 0; undefined in the last one of a node. */
  #miss!: Label;
  /** What `#where` is for the present instruction. */
  #here = 0;

  constructor(code: Code, nodes: readonly Node[], at: RegionSurroundings) {
    this.#code = code;
    this.#at = at;
    this.#nodes = nodes;
    this.#nodeOf = new Map(nodes.map((node) => [node.block, node]));
    const block = code.parameter(0, 'block');
    const caches = code.parameter(1, 'caches');
    const page = code.parameter(2, 'page');
    const left = code.parameter(3, 'left');
    this.#block = block;
    this.#page = page;
    this.#left = left;
    this.#target = code.local('i64', 'target');
    this.#where = code.local('i32', 'where');
    this.#registers = new RegisterLocals(code, block, doublesIn(nodes));
    this.#instructions = new InstructionEmitter(code, at, { block, caches, page }, this.#registers, this);
    this.#next = new OtherPage(code, at, { block, caches, page });
    this.#written = writtenIn(nodes);
    this.#looks = looks(nodes);
  }

  emit(): void {
    const code = this.#code;
    const entry = this.#nodes[0]!;
    code.block((out) => {
      code.block((miss) => {
        this.#out = out;
        this.#miss = miss;
        this.#tree(entry);
      });
      this.#leaveWithin();
    });
    this.#registers.store(this.#written);
    this.#storePc(code, () => code.get(this.#target));
    code.get(this.#left);
    // It names variables of the function, and has none of its own.
    const before = new Code(0);
    before.get(this.#left).i32(this.#looks[0]!).op('i32.lt_s');
    before.when(() => {
      this.#storePc(before, () => before.get(this.#page).i64(BigInt(entry.block.at)).op('i64.add'));
      before.get(this.#left).i32(once).op('i32.or', 'return');
    });
    this.#instructions.begin(before);
    this.#registers.load(before);
    code.prepend(before);
  }

  /** A node and all that it dominates ("Beyond Relooper", Ramsey). */
  #tree(node: Node): void {
    const merges = node.dominated.filter(({ isMerge }) => isMerge).toSorted((a, b) => a.order - b.order);
    if (!node.isLoop) return this.#within(node, merges);
    this.#code.loop((again) => {
      this.#labels[node.order] = again;
      this.#within(node, merges);
    });
  }

  /** The last of the nodes at which ways merge is behind a block of all that is before it. */
  #within(node: Node, merges: readonly Node[]): void {
    const last = merges.at(-1);
    if (!last) return this.#emitNode(node);
    this.#code.block((label) => {
      this.#labels[last.order] = label;
      this.#within(node, merges.slice(0, -1));
    });
    this.#tree(last);
  }

  #emitNode(node: Node): void {
    const { instructions, exit } = node.block;
    this.#node = node;
    if (exit.kind === 'choice') return this.#choose(node, exit.edges);
    if (exit.kind === 'switch') return this.#switch(node, exit.edges);
    const last = instructions.at(-1)!;
    const ends = exit.kind !== 'goto' || isJump(last);
    const pc = this.#straight(node, ends ? instructions.slice(0, -1) : instructions);
    this.#here = whereabouts(pc, 1);
    if (ends && this.#instructions.emit(last, pc)) return;
    if (exit.kind === 'goto') this.#go(node, exit.edge);
    else if (exit.kind === 'branch') this.#go(node, exit.next);
  }

  /** Writes the instructions of a node that do not jump. Where the one behind them is. */
  #straight(node: Node, instructions: readonly Decoded[]): number {
    const code = this.#code;
    const { length } = node.block.instructions;
    let pc = node.block.at;
    const look = this.#lookAt(node);
    if (look !== undefined) {
      this.#here = whereabouts(pc, 0);
      code.get(this.#left).i32(look).op('i32.lt_s');
      this.leaveWhen();
    }
    code.get(this.#left).i32(length).op('i32.sub').set(this.#left);
    for (const [index, instruction] of instructions.entries()) {
      this.#here = whereabouts(pc, length - index);
      this.#instructions.emit(instruction, pc);
      pc += instruction.length;
    }
    return pc;
  }

  /** For how many instructions the budget has to be enough at a node. At the first one that is known where it is entered. */
  #lookAt(node: Node): number | undefined {
    return node.order === 0 && !node.isLoop ? undefined : this.#looks[node.order];
  }

  leaveWhen(): void {
    const code = this.#code;
    code.when(() => code.i32(this.#here).set(this.#where).br(this.#miss));
  }

  /** Leaves before the instruction that `#where` says. */
  #leaveWithin(): void {
    const code = this.#code;
    this.#registers.store(this.#written);
    this.#storePc(code, () => {
      code.get(this.#where).i32(countBits).op('i32.shr_s', 'i64.extend_i32_s').get(this.#page).op('i64.add');
    });
    code
      .get(this.#where)
      .i32((1 << countBits) - 1)
      .op('i32.and')
      .get(this.#left)
      .op('i32.add')
      .i32(once)
      .op('i32.or', 'return');
  }

  /** Leaves at the end of a node for the address that `pc` leaves. */
  #leave(pc: () => void): void {
    pc();
    this.#code.set(this.#target).br(this.#out);
  }

  #storePc(code: Code, pc: () => void): void {
    code.get(this.#block);
    pc();
    code.access('i64.store', hartLayout.pc);
  }

  #addressOf(at: number): void {
    this.#code.get(this.#page).i64(BigInt(at)).op('i64.add');
  }

  /** Goes from the end of a node along an edge. */
  #go(from: Node, edge: Edge): void {
    const leave = () => this.#leave(() => this.#addressOf(edge.at));
    const to = edge.to && this.#nodeOf.get(edge.to);
    if (!to) return leave();
    // Where the hart is, and where it was when the region began, it may fetch; before a switch it was looked.
    if (from.block.exit.kind !== 'switch' && pageOf(edge.at) !== 0 && pageOf(edge.at) !== pageOf(from.block.at)) {
      this.#next.isElsewhere(pageOf(edge.at));
      this.#code.when(leave);
    }
    if (edge.way !== undefined) this.#code.i32(edge.way).set(this.#wayVariable());
    if (to.isMerge || to.order <= from.order) this.#code.br(this.#labels[to.order]!);
    else this.#tree(to);
  }

  #wayVariable(): Variable {
    return (this.#way ??= this.#code.local('i32', 'way'));
  }

  /** Goes the way that was set. */
  #switch(node: Node, edges: readonly Edge[]): void {
    const code = this.#code;
    const labels: Label[] = [];
    const nest = (index: number): void => {
      const edge = edges[index];
      if (!edge) return void code.get(this.#wayVariable()).brTable(labels.slice(0, -1), labels.at(-1)!);
      code.block((label) => {
        labels[index] = label;
        nest(index + 1);
      });
      this.#go(node, edge);
    };
    nest(0);
  }

  /** Goes to one of several places if it is where an indirect jump leads. */
  #choose(node: Node, edges: readonly Edge[]): void {
    const code = this.#code;
    const look = this.#lookAt(node);
    if (look !== undefined) {
      code.get(this.#left).i32(look).op('i32.lt_s');
      code.when(() => this.#leave(() => code.get(this.#target)));
    }
    const inside = edges.filter(({ to }) => to);
    const { table, shift } = distinguish(inside.map(({ at }) => at));
    const distance = code.scratch('i64', 0);
    const offset = code.scratch('i32', 0);
    const labels: Label[] = [];
    code.block((none) => {
      const nest = (index: number): void => {
        const edge = inside[index];
        if (!edge) {
          code.get(this.#target).get(this.#page).op('i64.sub').tee(distance).op('i32.wrap_i64').tee(offset);
          code.op('i64.extend_i32_s').get(distance).op('i64.ne').brIf(none);
          code
            .get(offset)
            .i32(shift)
            .op('i32.shr_u')
            .i32(table.length - 1)
            .op('i32.and');
          code.brTable(
            table.map((each) => (each === undefined ? none : labels[each]!)),
            none,
          );
          return;
        }
        code.block((label) => {
          labels[index] = label;
          nest(index + 1);
        });
        code.get(offset).i32(edge.at).op('i32.ne').brIf(none);
        this.#go(node, edge);
      };
      nest(0);
    });
    this.#leave(() => code.get(this.#target));
  }

  /** The jump of a branch, whose target is fixed. */
  jump(): void {
    const { exit } = this.#node.block;
    if (exit.kind !== 'branch') throw new Error('only branches jump where they are');
    this.#code.op('drop');
    this.#leaveIfMisaligned(exit.taken);
    this.#go(this.#node, exit.taken);
  }

  noteJump(): void {
    const code = this.#code;
    const { exit } = this.#node.block;
    if (exit.kind === 'goto') {
      code.op('drop');
      return this.#leaveIfMisaligned(exit.edge);
    }
    code.set(this.#target);
    if (this.#at.isa.has('C')) return;
    code.get(this.#target).i64(2n).op('i64.and').i64(0n).op('i64.ne');
    this.leaveWhen();
  }

  /** A target that instructions cannot have traps. */
  #leaveIfMisaligned({ at }: Edge): void {
    if (at % 4 === 0 || this.#at.isa.has('C')) return;
    this.#code.i32(1);
    this.leaveWhen();
  }

  leave(): void {
    const code = this.#code;
    const node = this.#node;
    const { exit } = node.block;
    if (exit.kind === 'goto') return this.#go(node, exit.edge);
    if (exit.kind !== 'indirect') throw new Error('a branch does not always jump');
    const { expected, choice } = exit;
    if (expected) {
      this.#addressOf(expected.at);
      code.get(this.#target).op('i64.eq');
      code.when(() => this.#go(node, expected));
    }
    if (choice?.to) this.#go(node, choice);
    else this.#leave(() => code.get(this.#target));
  }
}

/** Bits of the number of instructions of a block that are not done. */
const countBits = 9;
const whereabouts = (at: number, count: number) => (at << countBits) | count;

const isJump = ({ insn }: Decoded) => insn.does.some(({ k }) => k === 'jump');
