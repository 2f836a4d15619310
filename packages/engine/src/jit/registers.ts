import { hartLayout } from '@hartlab/hart';
import { rd } from '@hartlab/isa';
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
  readonly #locals: Record<Bank, (Variable | undefined)[]> = { x: [], f: [] };

  constructor(code: Code, block: Variable) {
    this.#code = code;
    this.#block = block;
  }

  /** The local of a register, which is not x0. */
  of(bank: Bank, register: number): Variable {
    return (this.#locals[bank][register] ??= this.#code.local('i64'));
  }

  /** Writes how all of them get what the hart's registers hold, once no more will be named. */
  load(code: Code): void {
    for (const bank of banks)
      this.#locals[bank].forEach((local, register) => {
        code.get(this.#block).access('i64.load', hartLayout[bank] + 8 * register);
        code.set(local!);
      });
  }

  /** Writes how the hart's registers get what these hold. */
  store(registers: Registers): void {
    for (const bank of banks)
      for (let register = 0; register < 32; register++)
        if (((registers[bank] >>> register) & 1) !== 0) {
          this.#code.get(this.#block).get(this.of(bank, register));
          this.#code.access('i64.store', hartLayout[bank] + 8 * register);
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
