import { csrs, hartLayout, isView, type MachineMemory, type Register } from '@hartlab/hart';

/** A part of a hart's state that a comparison can name: some bits of one 64-bit cell of its block. */
export interface StateField {
  readonly name: string;
  /** The cell's index in the block. */
  readonly cell: number;
  readonly low: number;
  /** The field's bits, in place. */
  readonly mask: bigint;
}

const allBits = 2n ** 64n - 1n;
const whole = (name: string, offset: number): StateField => ({ name, cell: offset / 8, low: 0, mask: allBits });

const registerFields = (register: Register): StateField[] => {
  const cell = hartLayout.csrs / 8 + register.address;
  return register.fields.map(({ name, low, mask }) => ({
    name: mask === allBits ? register.name : `${register.name}.${name}`,
    cell,
    low,
    mask,
  }));
};

/** All that a hart is, field by field: x1 to x31, f0 to f31, pc, modes, and every field of every CSR with a cell. */
export const stateFields: readonly StateField[] = [
  ...Array.from({ length: 31 }, (_, n) => whole(`x${n + 1}`, hartLayout.x + 8 * (n + 1))),
  ...Array.from({ length: 32 }, (_, n) => whole(`f${n}`, hartLayout.f + 8 * n)),
  ...(
    [
      'pc',
      'privilege',
      'V',
      'waiting',
      'stopped',
      'reservation',
      'interruptLines',
      'ELP',
      'nonMaskableInterrupt',
      'criticalError',
      'breakpoint',
      'breakpointAddress',
    ] as const
  ).map((name) => whole(name, hartLayout[name])),
  ...csrs.flatMap((csr) => (isView(csr) ? [] : registerFields(csr))),
];

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
