export { type CompressedInsn, compressed } from './compressed.ts';
export { csrAddresses, type CsrName } from './csr-addresses.ts';
export { type Decoded, type Decoder, decoder, immediate, rd, rs1, rs2 } from './decoder.ts';
export { disassemble, type Symbols, undecodable } from './disassemble.ts';
export * from './expr.ts';
export { type Encoding, type Insn, insn, type Operands } from './insn.ts';
export { type Extension, type Isa, IsaError, parseIsa } from './isa.ts';
export { isaTables } from './isa-tables.ts';
