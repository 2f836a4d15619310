export { csrAddresses, type CsrName } from './csr-addresses.ts';
export * from './expr.ts';
export { insn, type Insn, type Operands } from './insn.ts';
