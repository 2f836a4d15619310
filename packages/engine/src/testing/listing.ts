import type { Code } from '../wasm/code.ts';
import { memory, type MemoryAccess, plain, type Plain, types } from '../wasm/opcodes.ts';

const plainNames = new Map<number, Plain>(Object.entries(plain).map(([name, code]) => [code, name as Plain]));
const accesses = new Map<number, MemoryAccess>(
  Object.entries(memory).map(([name, [code]]) => [code, name as MemoryAccess]),
);
const typeNames = new Map<number, string>(Object.entries(types).map(([name, code]) => [code, name]));

/** Instructions that take one value; the others take two, if nothing else is said of them here. */
const unary = /eqz|clz|ctz|popcnt|wrap|extend|promote|demote|convert|trunc|reinterpret|abs|ceil|floor|nearest|sqrt/;

/**
 * What was written into a function's body, as text to read and to compare: values are nested as operands, and each line is
 * an instruction that leaves none. Labels are numbered by how deep they are.
 */
export function listing(code: Code): string {
  return new Listing(code).text();
}

class Listing {
  readonly #bytes: Uint8Array;
  readonly #names: readonly string[];
  readonly #lines: string[] = [];
  readonly #stack: string[] = [];
  /** Of each structure that is open, whether it leaves a value. */
  readonly #open: boolean[] = [];
  #at = 0;

  constructor(code: Code) {
    this.#bytes = code.bytes;
    this.#names = code.names;
  }

  text(): string {
    while (this.#at < this.#bytes.length) this.#instruction(this.#bytes[this.#at++]!);
    for (const value of this.#stack) this.#line(`leave ${value}`);
    return this.#lines.join('\n');
  }

  #line(text: string, depth = this.#open.length): void {
    this.#lines.push('  '.repeat(depth) + text);
  }

  #pop(): string {
    return this.#stack.pop() ?? '?';
  }

  #operands(count: number): string {
    return this.#stack.splice(Math.max(0, this.#stack.length - count)).join(', ');
  }

  #unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  #signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, value);
    }
  }

  #float(bytes: 4 | 8): number {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, bytes);
    this.#at += bytes;
    return bytes === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }

  /** The label that is so far outside. */
  #label(): string {
    return `@${this.#open.length - this.#unsigned()}`;
  }

  #variable(): string {
    return this.#names[this.#unsigned()]!;
  }

  #instruction(opcode: number): void {
    const access = accesses.get(opcode);
    if (access) return this.#access(access);
    switch (opcode) {
      case 0x02:
        return this.#begin('block');
      case 0x03:
        return this.#begin('loop');
      case 0x04:
        return this.#begin(`if ${this.#pop()}`);
      case 0x05:
        this.#leave();
        return this.#line('else', this.#open.length - 1);
      case 0x0b:
        return this.#end();
      case 0x0c:
        return this.#line(`br ${this.#label()}`);
      case 0x0d:
        return this.#line(`br_if ${this.#label()} ${this.#pop()}`);
      case 0x0e: {
        const labels = Array.from({ length: this.#unsigned() + 1 }, () => this.#label());
        return this.#line(`br_table ${labels.join(' ')} by ${this.#pop()}`);
      }
      case 0x20:
        this.#stack.push(this.#variable());
        return;
      case 0x21:
        return this.#line(`${this.#variable()} = ${this.#pop()}`);
      case 0x22:
        this.#stack.push(`(${this.#variable()} = ${this.#pop()})`);
        return;
      case 0x41:
      case 0x42:
        this.#stack.push(String(this.#signed()));
        return;
      case 0x43:
        this.#stack.push(`${this.#float(4)}`);
        return;
      case 0x44:
        this.#stack.push(`${this.#float(8)}`);
        return;
      default:
        return this.#plain(plainNames.get(opcode)!);
    }
  }

  #plain(name: Plain): void {
    if (name === 'return' || name === 'drop' || name === 'unreachable') {
      this.#line(name === 'unreachable' ? name : `${name} ${this.#pop()}`);
      return;
    }
    const count = name === 'select' ? 3 : unary.test(name) ? 1 : 2;
    this.#stack.push(`${name}(${this.#operands(count)})`);
  }

  #access(name: MemoryAccess): void {
    this.#at++;
    const offset = this.#unsigned();
    const where = offset === 0 ? '' : `+${offset}`;
    if (name.includes('store')) this.#line(`${name}${where}(${this.#operands(2)})`);
    else this.#stack.push(`${name}${where}(${this.#pop()})`);
  }

  #begin(what: string): void {
    const type = typeNames.get(this.#bytes[this.#at++]!);
    this.#line(`${what}${type === undefined ? '' : ` leaves ${type}`} @${this.#open.length + 1}`);
    this.#open.push(type !== undefined);
  }

  /** What a branch of a structure leaves. */
  #leave(): void {
    if (this.#open.at(-1)) this.#line(`leave ${this.#pop()}`);
  }

  #end(): void {
    this.#leave();
    if (this.#open.pop()) this.#stack.push('it');
    else this.#line('end');
  }
}
