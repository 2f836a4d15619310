import { hartLayout } from '@hartlab/hart';
import type { Code, Variable } from '../wasm/code.ts';
import type { CsrOperation } from './effects.ts';

/** Where an access to a CSR is written. */
export interface AccessPlace {
  readonly code: Code;
  readonly block: Variable;
  /** For the old value. */
  readonly old: Variable;
  /** Leaves the instruction if the value on the stack is not zero. */
  leaveWhen(): void;
  /** Leaves the CSR's address. */
  address(): void;
}

/** Where an access to a plain CSR is written. */
export interface CsrPlace extends AccessPlace {
  /** Leaves where its cell is, less where cells of CSRs begin. */
  cell(): void;
  /** Leaves the bits that a write changes, 64 of them. */
  writable(): void;
}

/** Writes an access to a plain CSR (`plainCsrsOf`), which leaves what it held. One that must not be written is given its own value. */
export function emitCsrAccess(op: CsrOperation, source: () => void, place: CsrPlace): void {
  const { code, old } = place;
  emitMayAccess(place);
  place.cell();
  code.access('i64.load', hartLayout.csrs).set(old);
  place.cell();
  // old ^ ((old ^ new) & writable): the bits by which the new value differs come from the source.
  code.get(old);
  emitDifference(op, source, place);
  place.writable();
  code.op('i64.and', 'i64.xor').access('i64.store', hartLayout.csrs);
  code.get(old);
}

/** Leaves the instruction where the mode does not let the hart access the CSR, and always while V is 1. */
export function emitMayAccess(place: AccessPlace): void {
  const { code, block } = place;
  code.get(block).access('i32.load', hartLayout.V);
  place.leaveWhen();
  // Bits 9:8 are the lowest privilege mode that may access it (priv "CSR Address Mapping Conventions").
  code.get(block).access('i32.load', hartLayout.privilege);
  place.address();
  code.i32(8).op('i32.shr_u').i32(3).op('i32.and', 'i32.lt_u');
  place.leaveWhen();
}

/** Leaves the bits in which what an instruction wants differs from the old value. */
export function emitDifference(op: CsrOperation, source: () => void, { code, old }: AccessPlace): void {
  source();
  switch (op) {
    case 'write':
      code.get(old).op('i64.xor');
      break;
    case 'set':
      code.get(old).i64(-1n).op('i64.xor', 'i64.and');
      break;
    case 'clear':
      code.get(old).op('i64.and');
  }
}
