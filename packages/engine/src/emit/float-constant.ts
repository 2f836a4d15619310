import { floatOperations, FloatUnit, rounding } from '@hartlab/hart';
import { floatConstants, type FloatFormat } from '@hartlab/isa';
import type { Label } from '../wasm/code.ts';
import type { FloatPlace } from './float-place.ts';

/** The constant of fli that has the number which the operand is. A compiler that knows the number leaves the others out. */
export function emitConstant({ code, operands }: FloatPlace, format: FloatFormat): void {
  const unit = new FloatUnit();
  const result = code.scratch('i64', 0);
  const labels: Label[] = [];
  code.block((end) => {
    const nest = (number: number): void => {
      if (number < 0) {
        operands[0]!();
        code.op('i32.wrap_i64').brTable(labels.slice(0, -1), labels.at(-1)!);
        return;
      }
      code.block((label) => {
        labels[number] = label;
        nest(number - 1);
      });
      floatOperations[`${format}.constant`](unit, rounding.RNE, number, 0, 0, 0, 0, 0);
      const bits = (BigInt(unit.high >>> 0) << 32n) | BigInt(unit.low >>> 0);
      code.i64(bits).set(result).br(end);
    };
    nest(floatConstants.length - 1);
  });
  code.get(result);
}
