import type { CsrName } from '../csr-addresses.ts';
import { csrAddresses } from '../csr-addresses.ts';
import type { Field } from '../fields.ts';
import { AssemblerError, Problem, type Statement } from './assembler-error.ts';
import { type Expression, type Part, type Value, absolute, evaluate, parseExpression } from './expression.ts';
import { type Forms, type Instruction, encode } from './instruction.ts';
import { Section, alignUp } from './section.ts';

/** In the names of symbols that the assembler makes for itself: no source needs this character in a name. */
const hidden = '§';
const isName = /^[A-Za-z_.$][\w.$]*$/;

/** The most bytes or repetitions that one directive may ask for, so that a slip does not fill the memory. */
const largest = 0x100_0000;

/** What is left to do when every section has its address. */
interface Unfinished {
  readonly statement: Statement;
  readonly finish: () => void;
}

/** The state of one assembly: sections that grow, symbols, and what waits for addresses. */
export class Assembly {
  readonly forms: Forms;
  readonly sections: Section[] = [];
  readonly lines: { readonly section: Section; readonly offset: number; readonly line: number }[] = [];
  section: Section;
  /** The statement being read, for reports. */
  statement: Statement = { line: 1, text: '' };
  readonly #csrs: ReadonlyMap<string, number>;
  readonly #symbols = new Map<string, Expression>();
  /** Symbols that .set and .equ made; unlike a label, such a symbol can change. */
  readonly #assigned = new Set<string>();
  readonly #numericLabels = new Map<string, number>();
  /** The operand of the %pcrel_hi at a place, by section and offset, for the %pcrel_lo that names the place. */
  readonly #upperParts = new Map<Section, Map<number, Expression>>();
  readonly #unfinished: Unfinished[] = [];
  /** Symbols whose values are being evaluated. */
  readonly #open = new Set<string>();
  #fresh = 0;

  constructor(forms: Forms, csrs: ReadonlyMap<string, number>) {
    this.forms = forms;
    this.#csrs = csrs;
    this.section = this.enter('.text');
  }

  /** Makes a section the current one. */
  enter(name: string): Section {
    if (!name.startsWith('.')) throw new Problem(`'${name}' is not a section`, 'write a name that begins with a dot');
    let section = this.sections.find((candidate) => candidate.name === name);
    if (!section) this.sections.push((section = new Section(name)));
    this.section = section;
    return section;
  }

  /** Gives a label the current place. A numeric label may come again. */
  label(name: string): void {
    if (/^\d+$/.test(name)) {
      const count = (this.#numericLabels.get(name) ?? 0) + 1;
      this.#numericLabels.set(name, count);
      this.#symbols.set(numericLabel(name, count), this.#here());
      return;
    }
    if (this.#symbols.has(name)) throw new Problem(`${name} is defined twice`, 'choose another name');
    this.#symbols.set(name, this.#here());
  }

  freshLabel(): string {
    return `${hidden}${++this.#fresh}`;
  }

  assign(name: string, text: string): void {
    if (!isName.test(name)) throw new Problem(`'${name}' is not a name`, 'use letters, digits, _, . and $');
    if (this.#symbols.has(name) && !this.#assigned.has(name))
      throw new Problem(`${name} is a label already`, 'choose another name');
    const expression = this.parse(text);
    this.#assigned.add(name);
    const known = this.#known(expression);
    this.#symbols.set(name, known ?? expression);
    if (!known) this.#unfinished.push({ statement: this.statement, finish: () => void this.#evaluate(expression) });
  }

  isDefined(name: string): boolean {
    return this.#symbols.has(name);
  }

  /** Reads an expression; symbols that .set has given a value keep the value they have here. */
  parse(text: string): Expression {
    return parseExpression(text, (name) => {
      if (name === '.') return this.#here();
      const [, digits, direction] = /^(\d+)([bf])$/.exec(name) ?? [];
      if (digits === undefined) {
        const symbol = this.#symbols.get(name);
        return symbol?.k === 'value' ? symbol : { k: 'symbol', name };
      }
      const count = this.#numericLabels.get(digits) ?? 0;
      if (direction === 'b' && count === 0) throw new Problem(`there is no label ${digits} before`, `write ${digits}f`);
      return { k: 'symbol', name: numericLabel(digits, direction === 'b' ? count : count + 1) };
    });
  }

  /** The number that the text is, already here. */
  constant(text: string): bigint {
    return absolute(this.#evaluate(this.parse(text)));
  }

  /** A number of bytes, repetitions or bits. */
  size(text: string): number {
    const value = this.constant(text);
    if (value < 0n || value > BigInt(largest))
      throw new Problem(`'${text.trim()}' is not a size`, `give a number from 0 to ${largest}`);
    return Number(value);
  }

  /** The offset into the current section that a number or an address in it means. */
  offset(text: string): number {
    const { section, offset } = this.#evaluate(this.parse(text));
    if (section && section !== this.section) throw new Problem(`${text} is in ${section.name}`, 'stay in the section');
    return Number(offset);
  }

  emit(bytes: Iterable<number>): void {
    for (const byte of bytes) this.section.bytes.push(byte);
  }

  align(to: number, fill?: number): void {
    if (!Number.isInteger(Math.log2(to)) || to > largest)
      throw new Problem(`${to} is not a power of two up to ${largest}`, 'align to 1, 2, 4, 8 and so on');
    const { section } = this;
    section.alignment = Math.max(section.alignment, to);
    let missing = Number(alignUp(BigInt(section.bytes.length), BigInt(to))) - section.bytes.length;
    if (fill !== undefined || !section.name.startsWith('.text')) {
      this.emit(Array.from<number>({ length: missing }).fill(fill ?? 0));
      return;
    }
    // The instruction stream must stay decodable: c.nop to the next word, then nop.
    if (missing % 2 === 1) this.emit([0]);
    missing -= missing % 2;
    if (missing % 4 === 2) this.emit([0x01, 0x00]);
    for (let words = Math.floor(missing / 4); words > 0; words--) this.emit([0x13, 0x00, 0x00, 0x00]);
  }

  /** A number of `size` bytes, little-endian, which may be an address. */
  data(text: string, size: number): void {
    const expression = this.parse(text);
    this.#later(size, () => {
      const value = absolute(this.#evaluate(expression));
      const bits = 8n * BigInt(size);
      if (size > 0 && (value < -(1n << (bits - 1n)) || value >= 1n << bits))
        throw new Problem(`${text.trim()} does not fit ${size} bytes`, 'use a wider directive or a smaller number');
      return BigInt.asUintN(Number(bits), value);
    });
  }

  instruction(instruction: Instruction): void {
    const place = this.#place();
    if (place.offset % 2n === 1n)
      throw new Problem('an instruction cannot be at an odd address', 'put .balign 4 before it');
    const operands = new Map([...instruction.open].map(([name, text]) => [text, this.#operand(text, name === 'csr')]));
    for (const operand of operands.values())
      if (operand.k === 'part' && operand.part === '%pcrel_hi') this.#rememberUpperPart(place, operand.a);
    this.#later(instruction.length, () => {
      const pc = absolute(this.#evaluate({ k: 'value', value: place }));
      const resolve = (text: string, { form }: Field) => {
        const operand = operands.get(text);
        const value = operand ? absolute(this.#evaluate(operand, pc)) : 0n;
        return form === 'target' ? value - pc : value;
      };
      return BigInt(encode(instruction, resolve));
    });
  }

  /** Fills in what had to wait. Every section must have its address. */
  finish(): void {
    for (const { statement, finish } of this.#unfinished) {
      try {
        finish();
      } catch (error) {
        throw error instanceof Problem ? new AssemblerError(statement, error) : error;
      }
    }
  }

  /** The symbols that the source names, with their addresses or values: all of them, or the labels alone. */
  symbols(which: 'all' | 'labels'): Map<string, bigint> {
    const named = [...this.#symbols].filter(
      ([name]) => !name.includes(hidden) && (which === 'all' || !this.#assigned.has(name)),
    );
    return new Map(named.map(([name, expression]) => [name, BigInt.asUintN(64, absolute(this.#evaluate(expression)))]));
  }

  #operand(text: string, isCsr: boolean): Expression {
    const csr = isCsr ? (this.#csrs.get(text) ?? csrAddresses[text as CsrName]) : undefined;
    return csr === undefined ? this.parse(text) : { k: 'value', value: { offset: BigInt(csr) } };
  }

  #place(): Value & { readonly section: Section } {
    return { section: this.section, offset: BigInt(this.section.bytes.length) };
  }

  #here(): Expression {
    return { k: 'value', value: this.#place() };
  }

  /** Reserves `size` bytes, to be `value()` in the end. */
  #later(size: number, value: () => bigint): void {
    const { section, statement } = this;
    const offset = section.bytes.length;
    this.lines.push({ section, offset, line: statement.from ?? statement.line });
    this.emit(Array.from<number>({ length: size }).fill(0));
    const finish = () => {
      let left = value();
      for (let index = 0; index < size; index++, left >>= 8n) section.bytes[offset + index] = Number(left & 0xffn);
    };
    this.#unfinished.push({ statement, finish });
  }

  #evaluate(expression: Expression, pc?: bigint): Value {
    return evaluate(expression, {
      symbol: (name) => {
        const symbol = this.#symbols.get(name);
        if (symbol) return this.#evaluateSymbol(name, symbol, pc);
        const shown = name.includes(hidden) ? `label ${name.split(hidden)[0]}` : `'${name}'`;
        throw new Problem(`${shown} is not defined`, 'define it, or correct its name');
      },
      part: (part, a) => this.#part(part, a, pc),
    });
  }

  #evaluateSymbol(name: string, symbol: Expression, pc: bigint | undefined): Value {
    if (this.#open.has(name)) throw new Problem(`'${name}' is defined by itself`, 'give one of its symbols a number');
    this.#open.add(name);
    try {
      return this.#evaluate(symbol, pc);
    } finally {
      this.#open.delete(name);
    }
  }

  #part(part: Part, a: Expression, pc: bigint | undefined): bigint {
    if (part === '%pcrel_lo') return low(this.#distanceAt(a));
    const value = absolute(this.#evaluate(a, pc));
    if (part === '%lo') return low(value);
    const distance = part === '%hi' ? value : value - (pc ?? 0n);
    if (BigInt.asIntN(32, distance + 0x800n) !== distance + 0x800n)
      throw new Problem('the address is more than 2 GiB away', 'load it as a constant with li');
    return BigInt.asUintN(20, (distance + 0x800n) >> 12n);
  }

  /** The distance whose upper part the %pcrel_hi at the place `label` takes. */
  #distanceAt(label: Expression): bigint {
    const place = absolute(this.#evaluate(label));
    for (const [{ address = 0n }, parts] of this.#upperParts) {
      const target = parts.get(Number(place - address));
      if (target) return absolute(this.#evaluate(target)) - place;
    }
    throw new Problem('%pcrel_lo names no %pcrel_hi', 'name the label of the auipc that has the %pcrel_hi');
  }

  #rememberUpperPart({ section, offset }: Value & { readonly section: Section }, target: Expression): void {
    const parts = this.#upperParts.get(section) ?? new Map<number, Expression>();
    this.#upperParts.set(section, parts.set(Number(offset), target));
  }

  /** The expression as a value, if it has one already. */
  #known(expression: Expression): Expression | undefined {
    try {
      return { k: 'value', value: this.#evaluate(expression) };
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }
}

const numericLabel = (digits: string, count: number) => `${digits}${hidden}${count}`;

/** The low twelve bits, signed. */
const low = (value: bigint) => BigInt.asIntN(12, value);
