import { hartLayout } from '@hartlab/hart';
import { emitNeedsLandingPads } from '../emit/landing-pads.ts';
import type { Code, Label, Variable } from '../wasm/code.ts';
import type { Operands } from '../emit/operands.ts';

/** An indirect jump is done: goes to `pads` if it must land on a landing pad, which is expected from now on. */
export function expectLandingPad(code: Code, block: Variable, pads: Label): void {
  emitNeedsLandingPads(code, block);
  code.when(() => {
    code.get(block).i32(1).access('i32.store', hartLayout.ELP);
    code.br(pads);
  });
}

/** What the landing is written for: variables and operands of the interpreter. */
interface PadSurroundings {
  readonly operands: Operands;
  readonly block: Variable;
  readonly left: Variable;
  readonly target: Variable;
  /** The number of LPAD. */
  readonly pad: number;
  /** Leaves the number of the record's operation, also where it has to be decoded yet, or a region begins. */
  operation(): void;
}

/**
 * Writes, at the record of such a jump's target, that the landing pad is there that is expected: it will be done as nothing. Or
 * else the next boundary is the reference's, `out` of here (unpriv "Landing Pad Enforcement").
 */
export function emitPadLanding(code: Code, at: PadSurroundings, out: () => void): void {
  const { block, left, target, operands, pad } = at;
  const label = code.scratch('i32', 0);
  const labelOf = (value: () => void) => {
    value();
    return code.op('i32.wrap_i64').i32(12).op('i32.shr_u');
  };
  // If that was the last boundary, the pad is still expected.
  code.get(left).when(() =>
    code.block((landed) => {
      code.block((missed) => {
        code.get(target).op('i32.wrap_i64').i32(3).op('i32.and').brIf(missed);
        at.operation();
        code.i32(pad).op('i32.ne').brIf(missed);
        labelOf(() => operands.immediate()).tee(label);
        labelOf(() => operands.x(7)).op('i32.ne');
        // A pad without a label takes all.
        code.i32(0).get(label).op('select').brIf(missed);
        code.get(block).i32(0).access('i32.store', hartLayout.ELP).br(landed);
      });
      out();
    }),
  );
}
