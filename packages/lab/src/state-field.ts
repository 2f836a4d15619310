import { liveCells, type StateField, stateFields as allFields } from '@hartlab/hart';

/** A field of a hart that is compared, and where its cell is among those in which there are fields. */
export interface ComparedField extends StateField {
  /** The index of its cell in `liveCells`. */
  readonly place: number;
  /** Of a field within 32 bits, the half of that cell in which it lies, its bits there and their position. */
  readonly word: number;
  readonly ones: number;
  readonly shift: number;
}

const compared = allFields.filter((field) => field.compared);

const places = new Map(liveCells.map((cell, place) => [cell, place]));

/** All of a hart that is compared, field by field. */
export const stateFields: readonly ComparedField[] = compared.map((field) => {
  const half = field.low < 32 ? 0 : 1;
  const place = places.get(field.cell)!;
  const ones = Number(BigInt.asUintN(32, field.mask >> BigInt(32 * half)));
  return { ...field, place, word: 2 * place + half, ones, shift: field.low - 32 * half };
});

const byName = new Map(stateFields.map((field) => [field.name, field]));

/** The field of that name, such as `x10`, `pc`, `sepc` or `hstatus.SPV`. @throws RangeError when there is none. */
export function stateField(name: string): ComparedField {
  const field = byName.get(name);
  if (!field) throw new RangeError(`a hart has no field ${name}`);
  return field;
}
