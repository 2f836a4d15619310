import { type Commit, csrMap, type Hart, isView, isWindow, liveCells, sepc } from '@hartlab/hart';
import { csrOf, type Expr, rd, rs1, rs2 } from '@hartlab/isa';
import { ComparedState } from './compared-state.ts';
import type { EventStep } from './forced-event.ts';
import { memoryField } from './memory-difference.ts';
import type { LastWriter } from './last-writer.ts';
import { stateField, stateFields } from './state-field.ts';

/** Some bits of something that holds a value: a register x, the cell of a CSR by its address, or a doubleword of memory. */
export interface Bits {
  readonly of: 'x' | 'csr' | 'memory';
  readonly number: number;
  readonly bits: bigint;
}

/** What one step did: kept, as a commit is good for one step only. */
interface Entry {
  readonly step: EventStep;
  readonly registers: readonly { readonly kind: string; readonly number: number; readonly value: bigint }[];
  readonly accesses: readonly {
    readonly kind: string;
    readonly physical: number;
    readonly width: number;
    readonly value: bigint;
  }[];
}

const all = 2n ** 64n - 1n;
const nothing: readonly never[] = [];

/** The index of the cell of CSR 0 in a hart's block. */
const firstCsr = stateField('sepc').cell - sepc.address;
/** And that of x0. */
const firstX = stateField('x0').cell;

/** A value goes through a trap frame, and through what a firmware copies of it: so many steps back are told at most. */
const mostHops = 6;

/** Moves between registers within one hop. */
const mostMoves = 64;

/**
 * The steps of an event, by which a value is followed back: a CSR was written from a register, that was loaded from where a store had
 * put it, and so on to the instruction that made it. What an instruction takes a bit from is what its row says it does.
 */
export class ValueFlow {
  readonly #entries: Entry[] = [];
  /** The hart before the first step. */
  readonly #first: ComparedState;

  constructor(hart: Hart) {
    this.#first = ComparedState.of(hart);
  }

  /** Takes note of a step; `commit` tells of it, if it was observed. */
  add(step: EventStep, commit: Commit | undefined): void {
    const { registers, accesses } = commit ?? { registers: nothing, accesses: nothing };
    this.#entries.push({
      step,
      registers:
        registers.length === 0 ? nothing : registers.map(({ kind, number, value }) => ({ kind, number, value })),
      accesses:
        accesses.length === 0
          ? nothing
          : accesses.map(({ kind, physical, width, value }) => ({ kind, physical, width, value })),
    });
  }

  /** What the latest step wrote as a whole, a register or CSR, if it was an instruction of the firmware. */
  get written(): Pick<Bits, 'of' | 'number'> | undefined {
    const at = this.#entries.length - 1;
    const { step, registers } = this.#entries[at]!;
    if (!isOfFirmware(step)) return undefined;
    const write = registers.find(({ kind }) => kind === 'x' || (kind === 'csr' && this.#writesAll(at)));
    return write && { of: write.kind === 'x' ? 'x' : 'csr', number: write.number };
  }

  /** How many steps there have been. */
  get length(): number {
    return this.#entries.length;
  }

  /**
   * Where the step of this number, an instruction of the firmware, took what it wrote into a field, and who had put it there.
   * Undefined where it made the value itself.
   *
   * @param field of the hart, or a doubleword of memory by its address
   */
  source(at: number, field: string | number): LastWriter['source'] {
    const written = typeof field === 'number' ? memory(field, all) : placeOfField(field);
    return written && this.#source(at, written, mostHops);
  }

  #source(at: number, written: Bits, hops: number): LastWriter['source'] {
    if (hops === 0 || !isOfFirmware(this.#entries[at]?.step)) return undefined;
    const { from, before } = this.#origin(at, written);
    if (!from) return undefined;
    let writer = this.#lastWriter(from, before);
    // Who has changed other bits of it beside these has put back what was there.
    for (let origin; writer !== undefined && isOfFirmware(this.#entries[writer]!.step); writer = origin) {
      const earlier = this.#origin(writer, from);
      if (!earlier.from || !isSame(earlier.from, from)) break;
      origin = this.#lastWriter(from, earlier.before);
    }
    const field = nameOf(from);
    if (writer === undefined)
      return { field, writer: { agent: from.of === 'memory' ? 'firmware' : 'interrupted software' } };
    const { step } = this.#entries[writer]!;
    // What is in a register was made there, or comes from below M-mode.
    const source = from.of === 'x' ? undefined : this.#source(writer, from, hops - 1);
    // The instruction that made what was stored is near by.
    const isMade =
      from.of === 'memory' &&
      source?.writer.step !== undefined &&
      source.field.startsWith('x') &&
      isOfFirmware(source.writer.step);
    return { field, writer: { agent: step.agent, step, ...(source && !isMade && { source }) } };
  }

  /**
   * What a step took these bits from, behind all moves between registers, and the step before which it was there: a register if it
   * was made there, or by others than the firmware; undefined if the step has made them itself.
   */
  #origin(at: number, written: Bits): { readonly from: Bits | undefined; readonly before: number } {
    let from = this.#operand(at, written);
    let before = at;
    for (let moves = 0; from?.of === 'x' && moves < mostMoves; moves++) {
      const writer = this.#lastWriter(from, before);
      const isMoved = writer !== undefined && isOfFirmware(this.#entries[writer]!.step);
      const next = isMoved ? this.#operand(writer, from) : undefined;
      if (writer === undefined || !next) break;
      from = next;
      before = writer;
    }
    return { from, before };
  }

  /**
   * The number of the last step before this one that wrote any of these bits. Of a CSR, of which every trap and return writes
   * some bits, that is one that wrote them all or changed these.
   */
  #lastWriter({ of, number, bits }: Bits, before: number): number | undefined {
    for (let at = before - 1; at >= 0; at--) {
      const { registers, accesses } = this.#entries[at]!;
      if (of === 'memory') {
        if (accesses.some((access) => access.kind === 'store' && (bitsAt(access, number) & bits) !== 0n)) return at;
      } else
        for (const write of registers)
          if (write.kind === of && write.number === number)
            if (of === 'x' || this.#writesAll(at) || ((write.value ^ this.#csr(number, at)) & bits) !== 0n) return at;
    }
    return undefined;
  }

  /** Whether an instruction of the firmware wrote a whole CSR. */
  #writesAll(at: number): boolean {
    const entry = this.#entries[at];
    return (
      isOfFirmware(entry?.step) &&
      entry!.step.decoded!.insn.does.some((effect) => effect.k === 'csr' && effect.op === 'write')
    );
  }

  /** What the cell of a CSR held before a step. */
  #csr(number: number, before: number): bigint {
    for (let at = before - 1; at >= 0; at--)
      for (const write of this.#entries[at]!.registers)
        if (write.kind === 'csr' && write.number === number) return write.value;
    return this.#first.copied.cells[liveCells.indexOf(firstCsr + number)] ?? 0n;
  }

  /** What register x`n` held before a step. */
  #x(n: number, before: number): bigint {
    const writer = this.#lastWriter({ of: 'x', number: n, bits: all }, before);
    if (writer === undefined) return this.#first.copied.cells[liveCells.indexOf(firstX + n)]!;
    return this.#entries[writer]!.registers.find(({ kind, number }) => kind === 'x' && number === n)!.value;
  }

  /** What a step took these bits from; undefined where it made them itself. */
  #operand(at: number, written: Bits): Bits | undefined {
    const { step, accesses } = this.#entries[at]!;
    const { decoded } = step;
    for (const effect of decoded?.insn.does ?? nothing) {
      if (effect.k === 'set' && written.of === 'x' && written.number === rd(decoded!.word))
        return this.#through(effect.value, written.bits, at);
      if (effect.k === 'csr' && written.of === 'csr') return this.#through(effect.source, written.bits, at);
      if (effect.k === 'store' && written.of === 'memory') {
        const access = accesses.find(
          (each) => each.kind === 'store' && (bitsAt(each, written.number) & written.bits) !== 0n,
        );
        if (!access) return undefined;
        return this.#through(effect.value, shift(written.bits, 8 * (access.physical - written.number)), at);
      }
    }
    return undefined;
  }

  /** What an expression takes these bits of its value from, where that is one thing. */
  #through(expr: Expr, bits: bigint, at: number): Bits | undefined {
    const { decoded } = this.#entries[at]!.step;
    const value = (of: Expr) => this.#value(of, at);
    const word = decoded!.word;
    switch (expr.k) {
      case 'x': {
        const number = numberOf(expr, word);
        return number === 0 ? undefined : { of: 'x', number, bits };
      }
      case 'local':
        return this.#bound(expr.index, bits, at);
      case 'and':
      case 'or':
      case 'xor':
      case 'add': {
        // The operand that these bits are of: the other one lets them through.
        const [a, b] = [value(expr.a), value(expr.b)];
        const neutral = expr.k === 'and' ? bits : 0n;
        const passes = (other: bigint | undefined) =>
          other !== undefined && (expr.k === 'add' ? other === 0n : (other & bits) === neutral);
        if (passes(b)) return this.#through(expr.a, bits, at);
        if (passes(a)) return this.#through(expr.b, bits, at);
        // Of a whole value, what a constant lets through.
        return expr.k === 'and' && bits === all && expr.b.k === 'imm' && b !== 0n
          ? this.#through(expr.a, b!, at)
          : undefined;
      }
      case 'sll':
      case 'srl':
      case 'sra': {
        const by = value(expr.b);
        if (by === undefined) return undefined;
        const from = shift(bits, Number(by & 63n) * (expr.k === 'sll' ? 1 : -1));
        return from === 0n ? undefined : this.#through(expr.a, from, at);
      }
      case 'sext':
      case 'zext': {
        const low = bits & (2n ** BigInt(expr.from) - 1n);
        return low === 0n ? undefined : this.#through(expr.a, low, at);
      }
      case 'ltu':
        // Whether a register is zero, or is not: sltiu with 1, and sltu behind x0.
        return this.#through(expr.a.k === 'x' && numberOf(expr.a, word) === 0 ? expr.b : expr.a, all, at);
      default:
        return undefined;
    }
  }

  /** What a name within an instruction was bound to: what was loaded, or the old value of a CSR. */
  #bound(index: 0 | 1, bits: bigint, at: number): Bits | undefined {
    const { step, accesses } = this.#entries[at]!;
    const { insn, word } = step.decoded!;
    for (const effect of insn.does) {
      if (!('into' in effect) || effect.into.index !== index) continue;
      if (effect.k === 'bind') return this.#through(effect.value, bits, at);
      if (effect.k === 'csr') return csrBits(csrOf(word), bits);
      if (effect.k !== 'load' && effect.k !== 'lr' && effect.k !== 'amo') return undefined;
      const access = accesses.find(({ kind }) => kind === 'load');
      if (!access) return undefined;
      const within = bits & (2n ** BigInt(8 * access.width) - 1n);
      const aligned = access.physical - (access.physical % 8);
      // One within a doubleword is followed: others are rare.
      const from = within << BigInt(8 * (access.physical - aligned));
      return within === 0n || from > all ? undefined : memory(aligned, from);
    }
    return undefined;
  }

  /** The value of an operand that is a register or a constant. */
  #value(expr: Expr, at: number): bigint | undefined {
    const { word, imm } = this.#entries[at]!.step.decoded!;
    switch (expr.k) {
      case 'x':
        return this.#x(numberOf(expr, word), at);
      case 'imm':
        return BigInt.asUintN(64, BigInt(imm));
      case 'literal':
        return expr.value;
      default:
        return undefined;
    }
  }
}

/** The number of the register that an operand names. */
function numberOf({ of }: Extract<Expr, { readonly k: 'x' }>, word: number): number {
  if (typeof of === 'number') return of;
  return { rd, rs1, rs2 }[of](word);
}

/** To the right, or to the left if negative. */
const shift = (bits: bigint, by: number): bigint =>
  by < 0 ? BigInt.asUintN(64, bits << BigInt(-by)) : bits >> BigInt(by);

/** Bits of the doubleword of memory at an address, and all bits of it that an access covers. */
const memory = (number: number, bits: bigint): Bits => ({ of: 'memory', number, bits });
const bitsAt = ({ physical, width }: { readonly physical: number; readonly width: number }, number: number): bigint => {
  const distance = physical - number;
  return distance <= -8 || distance >= 8 ? 0n : shift(2n ** BigInt(8 * width) - 1n, -8 * distance) & all;
};

/** What holds a field of the hart, if that is a register or a CSR. */
export function placeOfField(name: string): Bits | undefined {
  const x = /^x(\d+)$/.exec(name);
  if (x) return { of: 'x', number: Number(x[1]), bits: all };
  const { cell, mask } = stateField(name);
  return cell < firstCsr ? undefined : { of: 'csr', number: cell - firstCsr, bits: mask };
}

/** Where the bits are that an instruction in M-mode sees in the CSR of this address. */
function csrBits(address: number, bits: bigint): Bits | undefined {
  const csr = csrMap.at(address, false);
  if (!csr || isWindow(csr)) return undefined;
  if (!isView(csr)) return { of: 'csr', number: address, bits };
  for (const { of, from, to, shift: right, visible } of csr.parts) {
    const seen = BigInt(visible >>> 0) >> BigInt(right);
    const own = (bits >> BigInt(32 * to)) & seen;
    if (own !== 0n) return { of: 'csr', number: of.address, bits: own << BigInt(right + 32 * from) };
  }
  return undefined;
}

/** What these bits are called in reports: a field, the first of several. */
function nameOf({ of, number, bits }: Bits): string {
  if (of === 'memory') return memoryField(number);
  if (of === 'x') return `x${number}`;
  const field = stateFields.find(({ cell, mask }) => cell === firstCsr + number && (mask & bits) !== 0n);
  return field?.name ?? `CSR 0x${number.toString(16)}`;
}

/** Whether a step is an instruction that the firmware executed. */
const isOfFirmware = (step: EventStep | undefined): boolean =>
  step?.decoded !== undefined && step.agent.startsWith('firmware');

const isSame = (one: Bits, other: Bits): boolean =>
  one.of === other.of && one.number === other.number && one.bits === other.bits;
