import { encodePrivilege, hartLayout, menvcfg } from '@hartlab/hart';
import type { Code, Variable } from '../wasm/code.ts';

/** Leaves whether CBO.ZERO needs a look at more than menvcfg: in U-mode, while V is 1, and where it is not allowed. */
export function emitMayNotZero(code: Code, block: Variable): void {
  const { address, half, ones } = menvcfg.CBZE;
  code.get(block).access('i32.load', hartLayout.V);
  code.get(block).access('i32.load', hartLayout.privilege).i32(encodePrivilege('U')).op('i32.eq', 'i32.or');
  code.get(block).access('i32.load', hartLayout.csrs + 8 * address + 4 * half);
  code.i32(ones).op('i32.and', 'i32.eqz', 'i32.or');
}
