import type { Expr, Local } from '@hartlab/isa';

type X = Extract<Expr, { k: 'x' }>['of'];
type F = Extract<Expr, { k: 'f' }>['of'];

/**
 * Where the values of an instruction come from. An interpreter finds the numbers of registers and the immediate in a
 * record, a compiler knows them. Each method leaves a value of 64 bits on the stack.
 */
export interface Operands {
  x(of: X): void;
  f(of: F): void;
  immediate(): void;
  /** The address of the instruction. */
  pc(): void;
  /** Its bytes as fetched. */
  length(): void;
  local(local: Local): void;
}
