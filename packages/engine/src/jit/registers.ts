import { hartLayout } from '@hartlab/hart';
import { rd, rs1, rs2, rs3 } from '@hartlab/isa';
import type { Code, Variable } from '../wasm/code.ts';
import type { Node } from './blocks.ts';

/** The variables of a region's function that do not change. */
export interface RegionVariables {
  readonly block: Variable;
  readonly caches: Variable;
  /** The virtual address of the page in which the region begins. */
  readonly page: Variable;
}

/** The integer and the floating-point registers. */
export type Bank = 'x' | 'f';

/** Registers of both banks, a bit each. */
export interface Registers {
  readonly x: number;
  readonly f: number;
}

const banks = ['x', 'f'] as const;

/** The locals in which a function keeps the registers that it names. */
export class RegisterLocals {
  readonly #code: Code;
  readonly #block: Variable;
  /** The floating-point registers that are locals of type f64, a bit each. */
  readonly #doubles: number;
  readonly #locals: Record<Bank, (Variable | undefined)[]> = { x: [], f: [] };

  constructor(code: Code, block: Variable, doubles: number) {
    this.#code = code;
    this.#block = block;
    this.#doubles = doubles;
  }

  /** Leaves what is in a register, which is not x0. */
  get(bank: Bank, register: number): void {
    this.#code.get(this.#of(bank, register));
    if (this.#type(bank, register) === 'f64') this.#code.op('i64.reinterpret_f64');
  }

  /** Takes what is to be in a register. */
  set(bank: Bank, register: number): void {
    if (this.#type(bank, register) === 'f64') this.#code.toDouble();
    this.#code.set(this.#of(bank, register));
  }

  /** Whether a floating-point register is a local of type f64. */
  isDouble(register: number): boolean {
    return ((this.#doubles >>> register) & 1) !== 0;
  }

  #type(bank: Bank, register: number): 'i64' | 'f64' {
    return bank === 'f' && this.isDouble(register) ? 'f64' : 'i64';
  }

  #of(bank: Bank, register: number): Variable {
    return (this.#locals[bank][register] ??= this.#code.local(this.#type(bank, register), `${bank}${register}`));
  }

  /** Writes how all of them get what the hart's registers hold, once no more will be named. */
  load(code: Code): void {
    for (const bank of banks)
      this.#locals[bank].forEach((local, register) => {
        code.get(this.#block).access(`${this.#type(bank, register)}.load`, hartLayout[bank] + 8 * register);
        code.set(local!);
      });
  }

  /** Writes how the hart's registers get what these hold. */
  store(registers: Registers): void {
    for (const bank of banks)
      for (let register = 0; register < 32; register++)
        if (((registers[bank] >>> register) & 1) !== 0) {
          this.#code.get(this.#block).get(this.#of(bank, register));
          this.#code.access(`${this.#type(bank, register)}.store`, hartLayout[bank] + 8 * register);
        }
  }
}

/** Registers that the instructions of these blocks write. */
export function writtenIn(nodes: readonly Node[]): Registers {
  const written = { x: 0, f: 0 };
  for (const { insn, word } of nodes.flatMap(({ block }) => block.instructions)) {
    const bit = 1 << rd(word);
    for (const { k } of insn.does)
      if (k === 'set') written.x |= bit & ~1;
      else if (k === 'setFloat') written.f |= bit;
  }
  return written;
}

const numberOf = { frd: rd, frs1: rs1, frs2: rs2, frs3: rs3 };

/**
 * The floating-point registers, a bit each, that instructions of these blocks compute with in double precision and in no
 * other format. Their numbers need not move between the host's two kinds of registers.
 */
export function doublesIn(nodes: readonly Node[]): number {
  let doubles = 0;
  let others = 0;
  for (const { insn, word } of nodes.flatMap(({ block }) => block.instructions)) {
    const operation = insn.does.find((effect) => effect.k === 'float')?.operation;
    if (operation === undefined) continue;
    const [, to, from = to] = /^(f\d\d)\.(?:from (f\d\d))?/.exec(operation)!;
    for (const name of ['frd', 'frs1', 'frs2', 'frs3'] as const) {
      if (!insn.operands.has(name)) continue;
      const bit = 1 << numberOf[name](word);
      if ((name === 'frd' ? to : from) === 'f64') doubles |= bit;
      else others |= bit;
    }
  }
  return doubles & ~others;
}
