import type { FloatFormat, FloatInteger, FloatOperation } from '@hartlab/isa';
import { type Arithmetic, emitArithmetic } from './float-arithmetic.ts';
import { emitChoice, emitClassify, emitComparison, isChoice, isComparison } from './float-compare.ts';
import { emitConstant } from './float-constant.ts';
import { emitFromFloat, emitFromInteger, emitRound, emitToInteger, emitToIntegerModular } from './float-convert.ts';
import { emitMultiplyAdd } from './float-multiply-add.ts';
import type { FloatPlace } from './float-place.ts';

/** Writes an operation, which leaves its result on the stack, 64 bits, or leaves the instruction. */
export function emitFloat(operation: FloatOperation, place: FloatPlace): void {
  const [format, name] = operation.split('.') as [FloatFormat, string];
  if (isComparison(name)) return emitComparison(place, format, name);
  if (isChoice(name)) return emitChoice(place, format, name);
  switch (name) {
    case 'mulAdd':
      return emitMultiplyAdd(place, format);
    case 'round':
    case 'roundExact':
      return emitRound(place, format, name === 'roundExact');
    case 'classify':
      return emitClassify(place, format);
    case 'to i32 modular':
      return emitToIntegerModular(place);
    case 'constant':
      return emitConstant(place, format);
    default: {
      const [direction, kind = ''] = name.split(' ');
      if (direction === 'to') return emitToInteger(place, format, kind as FloatInteger);
      if (direction !== 'from') return emitArithmetic(place, format, name as Arithmetic);
      if (kind.startsWith('f')) return emitFromFloat(place, format, kind as FloatFormat);
      return emitFromInteger(place, format, kind as FloatInteger);
    }
  }
}
