import { encodePrivilege, type Field, hartLayout, landingPadField, type Privilege } from '@hartlab/hart';
import type { Code, Variable } from '../wasm/code.ts';

/** Leaves whether indirect jumps must land on landing pads in the mode of the hart whose block this is: 0 if not. */
export function emitNeedsLandingPads(code: Code, block: Variable): void {
  const isIn = (privilege: Privilege) =>
    code.get(block).access('i32.load', hartLayout.privilege).i32(encodePrivilege(privilege)).op('i32.eq');
  emitField(code, block, landingPadField('M', false));
  emitField(code, block, landingPadField('U', false));
  emitField(code, block, landingPadField('S', true));
  emitField(code, block, landingPadField('S', false));
  code.get(block).access('i32.load', hartLayout.V).op('select');
  isIn('U').op('select');
  isIn('M').op('select');
}

/** Leaves a field where it lies in its half of a register's cell. */
function emitField(code: Code, block: Variable, { address, half, ones }: Field): void {
  code.get(block).access('i32.load', hartLayout.csrs + 8 * address + 4 * half);
  code.i32(ones).op('i32.and');
}
