import { Bytes, signed } from './bytes.ts';
import { memory, type MemoryAccess, plain, type Plain, types, type Type } from './opcodes.ts';

/** A place that `br` leads to: the end of a block, or the beginning of a loop. */
export interface Label {
  readonly depth: number;
}

/** A local variable of the function. */
export interface Variable {
  readonly index: number;
}

/** Block types: nothing, or one value, is left on the stack. */
const empty = 0x40;

/**
 * The body of one function, in the order in which it is written: each method appends what it is named after. Labels are
 * absolute, so code can be moved into a block without counting anew.
 */
export class Code {
  #bytes = new Bytes();
  readonly #locals: Type[] = [];
  /** What variables are called in a listing, by index. */
  readonly names: string[] = [];
  readonly #parameters: number;
  readonly #scratch: Record<Type, Variable[]> = { i32: [], i64: [], f32: [], f64: [] };
  /** An instruction, and where it is: if more has been appended, it is not the last one. */
  #latest: { readonly name: Plain | MemoryAccess; readonly begin: number; readonly end: number } | undefined;
  #depth = 0;

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** The function's parameter with this index. */
  parameter(index: number, name?: string): Variable {
    return this.#named(index, name ?? `parameter${index}`);
  }

  /** A variable that is zero at first. */
  local(type: Type, name?: string): Variable {
    const index = this.#parameters + this.#locals.length;
    this.#locals.push(type);
    return this.#named(index, name ?? `${type}_${index}`);
  }

  #named(index: number, name: string): Variable {
    this.names[index] = name;
    return { index };
  }

  /** The instructions, as they are so far. */
  get bytes(): Uint8Array {
    return this.#bytes.all();
  }

  /** The function's variables of this type, by number, that hold nothing for longer than an instruction takes. */
  scratch(type: Type, number: number): Variable {
    const variables = this.#scratch[type];
    while (variables.length <= number) variables.push(this.local(type));
    return variables[number]!;
  }

  op(...names: readonly Plain[]): this {
    for (const name of names) {
      const begin = this.#bytes.length;
      this.#bytes.byte(plain[name]);
      this.#latest = { name, begin, end: this.#bytes.length };
    }
    return this;
  }

  /** Takes back what was appended last, if it was this. */
  undo(name: Plain): boolean {
    if (this.#latestIs(name) === undefined) return false;
    this.#bytes.shorten(1);
    this.#latest = undefined;
    return true;
  }

  /** Makes the 64 bits on the stack a number: the one of which they are the bits, or the one that is loaded. */
  toDouble(): this {
    const load = this.#latestIs('i64.load');
    if (load === undefined) return this.undo('i64.reinterpret_f64') ? this : this.op('f64.reinterpret_i64');
    this.#bytes.replace(load, memory['f64.load'][0]);
    this.#latest = undefined;
    return this;
  }

  /** Where the instruction begins that was appended last, if it is this. */
  #latestIs(name: Plain | MemoryAccess): number | undefined {
    const latest = this.#latest;
    return latest?.name === name && latest.end === this.#bytes.length ? latest.begin : undefined;
  }

  i32(value: number): this {
    this.#bytes.byte(0x41).signed(value | 0);
    return this;
  }

  i64(value: bigint): this {
    const number = Number(value);
    if (Number.isSafeInteger(number)) this.#bytes.byte(0x42).signed(number);
    else this.#bytes.byte(0x42).append(signed(BigInt.asIntN(64, value)));
    return this;
  }

  f32(value: number): this {
    this.#bytes.byte(0x43).append(new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  f64(value: number): this {
    this.#bytes.byte(0x44).append(new Uint8Array(new Float64Array([value]).buffer));
    return this;
  }

  get({ index }: Variable): this {
    this.#bytes.byte(0x20).unsigned(index);
    return this;
  }

  set({ index }: Variable): this {
    this.#bytes.byte(0x21).unsigned(index);
    return this;
  }

  /** Sets the variable and leaves the value. */
  tee({ index }: Variable): this {
    this.#bytes.byte(0x22).unsigned(index);
    return this;
  }

  /** Loads from, or stores to, the address on the stack plus `offset` bytes. The alignment that is promised is none. */
  access(name: MemoryAccess, offset = 0): this {
    // A number is stored as what it is.
    if (name === 'i64.store' && this.undo('i64.reinterpret_f64')) return this.access('f64.store', offset);
    const begin = this.#bytes.length;
    this.#bytes.byte(memory[name][0]).byte(0).unsigned(offset);
    this.#latest = { name, begin, end: this.#bytes.length };
    return this;
  }

  call(index: number): this {
    this.#bytes.byte(0x10).unsigned(index);
    return this;
  }

  /** Calls the function of this type whose place in the only table is on the stack. */
  callIndirect(type: number): this {
    this.#bytes.byte(0x11).unsigned(type).byte(0);
    return this;
  }

  block(body: (end: Label) => void): this {
    return this.#structure(0x02, empty, body);
  }

  loop(body: (again: Label) => void): this {
    return this.#structure(0x03, empty, body);
  }

  /** Does `then` if the value on the stack is not zero. */
  when(then: () => void): this {
    return this.#structure(0x04, empty, then);
  }

  /** Leaves what one of the two leaves, by the value on the stack. */
  either(type: Type, then: () => void, otherwise: () => void): this {
    return this.#structure(0x04, types[type], () => {
      then();
      this.#bytes.byte(0x05);
      otherwise();
    });
  }

  br(label: Label): this {
    this.#bytes.byte(0x0c).unsigned(this.#depth - label.depth);
    return this;
  }

  brIf(label: Label): this {
    this.#bytes.byte(0x0d).unsigned(this.#depth - label.depth);
    return this;
  }

  /** Leads to the label with the number on the stack, or to `otherwise` when there is none. */
  brTable(labels: readonly Label[], otherwise: Label): this {
    this.#bytes.byte(0x0e).unsigned(labels.length);
    for (const label of [...labels, otherwise]) this.#bytes.unsigned(this.#depth - label.depth);
    return this;
  }

  /** Puts code that was written apart before all of this. It has no locals of its own. */
  prepend(before: Code): void {
    this.#bytes = new Bytes().append(before.#bytes.all()).append(this.#bytes.all());
    this.#latest = undefined;
  }

  /** The function's entry of the code section. */
  finish(): Bytes {
    const body = new Bytes().unsigned(this.#locals.length);
    for (const type of this.#locals) body.byte(1).byte(types[type]);
    body.append(this.#bytes.all()).byte(0x0b);
    return new Bytes().sized(body);
  }

  #structure(opcode: number, type: number, body: (label: Label) => void): this {
    this.#bytes.byte(opcode).byte(type);
    this.#depth++;
    body({ depth: this.#depth });
    this.#depth--;
    this.#bytes.byte(0x0b);
    return this;
  }
}
