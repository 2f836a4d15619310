import type { PrimitiveName } from '@hartlab/isa';
import { inverseMixColumns, inverseSubBytes, mixColumns, subBytes } from './primitives/aes.ts';
import { carrylessMultiply, carrylessMultiplyHigh } from './primitives/carryless-multiply.ts';
import { permute } from './primitives/crossbar-permutation.ts';
import type { Primitive } from './primitives/primitive.ts';
import { subByte } from './primitives/sm4.ts';

/** The one definition of every primitive that the rows name. */
export const primitives: Readonly<Record<PrimitiveName, Primitive>> = {
  carryless_multiply: carrylessMultiply,
  carryless_multiply_high: carrylessMultiplyHigh,
  permute_nibbles: permute(4),
  permute_bytes: permute(8),
  aes_sub_bytes: subBytes,
  aes_inverse_sub_bytes: inverseSubBytes,
  aes_mix_columns: mixColumns,
  aes_inverse_mix_columns: inverseMixColumns,
  sm4_sub_byte: subByte,
};
