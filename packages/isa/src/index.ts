export * from './expr.ts';
export { insn, type Insn, type Operands } from './insn.ts';
