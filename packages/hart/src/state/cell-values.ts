import { type CellName, type CellValues, isValue, type PlacedRow, rowOf, rows } from './cells.ts';
import { hartLayout } from './layout.ts';

/** The index of a row's first cell in a block. */
export const cellOf = (name: CellName): number => rowOf[name].first;

/** The index of that cell's low 32 bits. */
export const halfOf = (name: CellName): number => 2 * cellOf(name);

/** The cells of one hart's block. */
class Block {
  protected readonly cells: BigUint64Array;
  /** The same as 32-bit halves, low first: small values are read without making a bigint. */
  protected readonly halves: Uint32Array;

  constructor({ buffer, byteOffset }: Uint8Array) {
    this.cells = new BigUint64Array(buffer, byteOffset, hartLayout.size / 8);
    this.halves = new Uint32Array(buffer, byteOffset, hartLayout.size / 4);
  }

  /** All cells of one row. */
  protected row(name: CellName): BigUint64Array {
    const { first, cells } = rowOf[name];
    return this.cells.subarray(first, first + cells);
  }

  static {
    for (const row of rows) if (isValue(row)) Object.defineProperty(this.prototype, row.name, Block.#accessor(row));
  }

  /** What reads and writes the one cell of a row. */
  static #accessor({ name, holds }: PlacedRow): PropertyDescriptor & ThisType<Block> {
    const cell = cellOf(name);
    const half = halfOf(name);
    if (holds === undefined)
      return {
        get() {
          return this.cells[cell]!;
        },
        set(value: bigint) {
          this.cells[cell] = value;
        },
      };
    if (holds === 'flag')
      return {
        get() {
          return this.halves[half] === 1;
        },
        set(value: boolean) {
          this.halves[half] = Number(value);
        },
      };
    const names: string[] = [];
    for (const [word, value] of Object.entries(holds)) names[value] = word;
    return {
      get() {
        return names[this.halves[half]!] ?? names[0];
      },
      set(value: string) {
        this.halves[half] = holds[value]!;
      },
    };
  }
}

/** The same with what `Block` gets from the table: a member for each row that is one value of the hart. */
export const ValuesOfBlock = Block as new (block: Uint8Array) => Block & CellValues;
