import { fcsr, fflags, frm, hartLayout } from '@hartlab/hart';
import type { Code, Variable } from '../wasm/code.ts';

/** A CSR that is fcsr, or a part of it. */
export interface FloatCsr {
  /** Where it begins in fcsr, and its bits. */
  readonly shift: number;
  readonly ones: number;
}

/** These, by their addresses (unpriv "Floating-Point Control and Status Register"). */
export const floatCsrs: ReadonlyMap<number, FloatCsr> = new Map([
  [fflags.address, { shift: 0, ones: 0x1f }],
  [frm.address, { shift: 5, ones: 0x7 }],
  [fcsr.address, { shift: 0, ones: 0xff }],
]);

/** What a CSR instruction does with the value that it has. */
type Modification = 'write' | 'set' | 'clear';

/** Where fcsr is in the hart's block, and the byte that all of it is in. */
const control = hartLayout.csrs + 8 * fcsr.address;

export const loadControl = (code: Code, block: Variable): Code => code.get(block).access('i32.load', control);

/** Stores the control that a variable holds. */
export const storeControl = (code: Code, block: Variable, value: Variable): Code =>
  code.get(block).get(value).access('i32.store8', control);

/** Leaves what the CSR was, and makes of the control in a variable what the instruction makes of it. */
export function modifyControl(
  code: Code,
  { shift, ones }: FloatCsr,
  modification: Modification,
  source: () => void,
  value: Variable,
): void {
  const old = code.scratch('i32', 0);
  code.get(value).i32(shift).op('i32.shr_u').i32(ones).op('i32.and').set(old);
  const others = ~(ones << shift);
  code.get(value).i32(others).op('i32.and');
  source();
  code.op('i32.wrap_i64');
  if (modification === 'set') code.get(old).op('i32.or');
  if (modification === 'clear') code.i32(-1).op('i32.xor').get(old).op('i32.and');
  code.i32(ones).op('i32.and').i32(shift).op('i32.shl', 'i32.or').set(value);
  code.get(old).op('i64.extend_i32_u');
}
