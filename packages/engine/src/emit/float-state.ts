import { hartLayout, mstatus, vsstatus } from '@hartlab/hart';
import type { Isa } from '@hartlab/isa';
import type { Code, Variable } from '../wasm/code.ts';

/** Leaves whether FS is Dirty wherever it counts, of the hart whose block this is. */
export function emitIsFloatDirty(code: Code, block: Variable, isa: Isa): void {
  emitIsDirty(code, block, mstatus.FS);
  if (!isa.has('H')) return;
  // While V is 0, vsstatus does not count.
  code.get(block).access('i32.load', hartLayout.V).op('i32.eqz');
  emitIsDirty(code, block, vsstatus.FS);
  code.op('i32.or', 'i32.and');
}

/** Leaves whether a status field of two bits says Dirty. */
export function emitIsDirty(code: Code, block: Variable, { address, ones }: typeof mstatus.FS): void {
  code.get(block).access('i32.load', hartLayout.csrs + 8 * address);
  code.i32(ones).op('i32.and').i32(ones).op('i32.eq');
}
