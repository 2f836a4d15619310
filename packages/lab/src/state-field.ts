import { type MachineMemory, type StateField, stateFields as allFields } from '@hartlab/hart';

/** All of a hart that is compared, field by field. */
export const stateFields: readonly StateField[] = allFields.filter(({ compared }) => compared);

const byName = new Map(stateFields.map((field) => [field.name, field]));

/** The field of that name, such as `x10`, `pc`, `sepc` or `hstatus.SPV`. @throws RangeError when there is none. */
export function stateField(name: string): StateField {
  const field = byName.get(name);
  if (!field) throw new RangeError(`a hart has no field ${name}`);
  return field;
}

/** A hart's block as cells. */
export type Cells = BigUint64Array;

/** The live cells of a hart. */
export function liveCells(memory: MachineMemory, hart: number): Cells {
  const block = memory.hartBlock(hart);
  return new BigUint64Array(block.buffer, block.byteOffset, block.byteLength / 8);
}

/** The field's value, right-aligned. */
export const valueOf = (field: StateField, cells: Cells): bigint =>
  ((cells[field.cell] ?? 0n) & field.mask) >> BigInt(field.low);

/** Sets the field to a right-aligned value. */
export function setValue(field: StateField, cells: Cells, value: bigint): void {
  cells[field.cell] = ((cells[field.cell] ?? 0n) & ~field.mask) | ((value << BigInt(field.low)) & field.mask);
}
