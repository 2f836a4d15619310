export { type AssembleOptions, type Assembled, assemble } from './assembler/assemble.ts';
export { AssemblerError } from './assembler/assembler-error.ts';
export type { CompressedInsn } from './compressed.ts';
export { type Cpu, cpuModels, type CpuSettings, DEFAULT_CPU, parseCpu } from './cpu.ts';
export { csrAddresses, type CsrName } from './csr-addresses.ts';
export { csrOf, type Decoded, type Decoder, decoder, rd, rm, rs1, rs2, rs3 } from './decoder.ts';
export { disassemble, type Symbols, undecodable } from './disassemble.ts';
export type {
  AccessKind,
  BinaryOperator,
  CacheBlockOperation,
  ContextStatus,
  Does,
  Effect,
  Expr,
  Local,
  Narrow,
  PrimitiveName,
  ReturnName,
  RoundingMode,
  SystemName,
  UnaryOperator,
  Width,
} from './expr.ts';
export { add, endsBlock, length, literal, pc, select, sext, t, u, zext } from './expr.ts';
export { floatConstants } from './float-constants.ts';
export type { FloatFormat, FloatInteger, FloatOperation } from './float-operation.ts';
export { hex } from './hex.ts';
export type { Encoding, Insn } from './insn.ts';
export { type Extension, type Isa, IsaError, parseIsa } from './isa.ts';
export { compressedRowsOf, compressedTables, type IsaTable, isaTables, rowsOf } from './isa-tables.ts';
export { nearestSymbol } from './nearest-symbol.ts';
