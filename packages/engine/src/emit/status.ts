import { calmCell, hartLayout, type MachineMemory, mstatus, type StatusBits } from '@hartlab/hart';
import { type AccessPlace, emitDifference, emitMayAccess } from './csr.ts';
import type { CsrOperation } from './effects.ts';
import { emitIsDirty } from './float-state.ts';

/**
 * Writes an access to sstatus, which leaves what software reads in it. One that changes bits that concern others is left: for
 * the floating-point state and translation, and what lets an interrupt be taken that may be pending.
 */
export function emitStatusAccess(
  op: CsrOperation,
  source: () => void,
  { visible, writable, quiet, enables, involved }: StatusBits,
  memory: MachineMemory,
  place: AccessPlace,
): void {
  const { code, block, old } = place;
  const cell = hartLayout.csrs + 8 * mstatus.address;
  const change = code.scratch('i64', 0);
  emitMayAccess(place);
  code.get(block).access('i64.load', cell).set(old);
  code.get(old).i64(involved).op('i64.and').i64(0n).op('i64.ne');
  place.leaveWhen();
  emitDifference(op, source, place);
  code.i64(writable).op('i64.and').tee(change);
  code.i64(~quiet).op('i64.and').i64(0n).op('i64.ne');
  place.leaveWhen();
  code.get(change).get(old).i64(-1n).op('i64.xor', 'i64.and').i64(enables).op('i64.and').i64(0n).op('i64.ne');
  code.i32(memory.layout.run).access('i32.load', calmCell).op('i32.eqz', 'i32.and');
  place.leaveWhen();
  code.get(block).get(old).get(change).op('i64.xor').access('i64.store', cell);
  // SD tells whether FS is Dirty (priv "Extension Context Status in mstatus Register").
  code.get(old).i64(visible).op('i64.and');
  code.i64(mstatus.SD.mask).i64(0n);
  emitIsDirty(code, block, mstatus.FS);
  code.op('select', 'i64.or');
}
