import { DwarfCursor } from './dwarf-cursor.ts';
import type { DebugLines, DebugSection } from './debug-lines.ts';
import { ImageError } from './image.ts';
import { fileNames, type LineSections } from './line-names.ts';
import { runSequence, type LineRow } from './line-program.ts';
import { readLineUnit, type LineUnit } from './line-unit.ts';
import type { Inflate } from './packed.ts';

/** A line of source text. */
export interface SourceLine {
  /** As the compiler was given it, without the directory in which it ran. */
  readonly file: string;
  readonly line: number;
}

/** A sequence of rows, with the addresses of its code, `end` exclusive, and where its program is. */
interface Sequence {
  readonly start: bigint;
  readonly end: bigint;
  readonly base: bigint;
  readonly unit: LineUnit;
  readonly at: number;
  /** The largest `end` of this and of all that start before it. */
  reach: bigint;
}

/** A line table that is larger is not read: Linux's has some 50 MB. */
const LARGEST_TABLE = 512 * 1024 ** 2;
const MOST_SEQUENCES = 4_000_000;
/** Rows that are kept: those of all sequences that were asked for, until there are more. */
const MOST_ROWS = 4_000_000;
/** Sequences that overlap, as only a damaged table's do, are not all looked at. */
const MOST_OVERLAPPING = 1000;

/**
 * The lines of source text that addresses belong to, from the DWARF line tables of an ELF file, versions 2 to 5.
 *
 * Where they are in the table is found out when the first address is asked for. A function that the linker has left out
 * keeps its rows, at address 0 or beside the code: of two sequences the one that starts nearer before an address has it, and
 * of two that start together the first, as code is linked in the order of the units.
 */
export class LineTable {
  readonly #lines: DebugLines;
  readonly #inflate: Inflate | undefined;
  #sections: LineSections | undefined;
  #sequences: readonly Sequence[] | undefined;
  #rows = new Map<Sequence, readonly LineRow[]>();
  #rowCount = 0;
  readonly #names = new Map<LineUnit, readonly (string | undefined)[]>();

  /** @param inflate unpacks compressed sections; without it such a table is refused */
  constructor(lines: DebugLines, inflate?: Inflate) {
    this.#lines = lines;
    this.#inflate = inflate;
  }

  /** Reads the whole table. @throws ImageError when it is damaged, or cannot be unpacked. */
  check(): void {
    this.#sequences ??= this.#readSequences();
    for (const unit of new Set(this.#sequences.map((each) => each.unit))) this.#namesOf(unit);
  }

  /** The line of the instruction at a virtual address; undefined where the table has none, or is damaged. */
  lookUp(address: bigint): SourceLine | undefined {
    try {
      return this.#find(BigInt.asUintN(64, address - this.#lines.moved));
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      this.#sequences ??= [];
      return undefined;
    }
  }

  #find(address: bigint): SourceLine | undefined {
    this.#sequences ??= this.#readSequences();
    const sequence = holderOf(this.#sequences, address);
    if (!sequence) return undefined;
    const row = rowAt(this.#rowsOf(sequence), Number(address - sequence.base));
    const file = row && this.#namesOf(sequence.unit)[row.file];
    return row && file !== undefined && row.line > 0 ? { file, line: row.line } : undefined;
  }

  #readSequences(): Sequence[] {
    const { line } = (this.#sections ??= this.#unpack());
    const section = new DwarfCursor(line);
    const sequences: Sequence[] = [];
    while (section.at < section.end) {
      const unit = readLineUnit(section);
      if (!unit) continue;
      const cursor = new DwarfCursor(line, unit.program, unit.end);
      for (let { at } = cursor; ; { at } = cursor) {
        const found = runSequence(cursor, unit);
        if (!found) break;
        const start = BigInt.asUintN(64, found.base + BigInt(found.start));
        const end = start + BigInt(found.end - found.start);
        if (end <= start || !this.#lines.code.some((code) => start >= code.start && start < code.end)) continue;
        if (sequences.length === MOST_SEQUENCES) throw section.damaged(`it has more than ${MOST_SEQUENCES} sequences`);
        sequences.push({ start, end, base: BigInt.asUintN(64, found.base), unit, at, reach: end });
      }
    }
    // The order of the file decides between two that start together: the first comes last.
    sequences.reverse().sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    for (const [index, each] of sequences.entries()) {
      const before = sequences[index - 1]?.reach ?? 0n;
      if (before > each.reach) each.reach = before;
    }
    return sequences;
  }

  #unpack(): LineSections {
    const { line, lineStr, str } = this.#lines;
    const unpacked = (section: DebugSection | undefined, what: string): Uint8Array => {
      if (!section) return new Uint8Array();
      const { bytes, packed } = section;
      if ((packed?.size ?? bytes.length) > LARGEST_TABLE)
        throw new ImageError(`its ${what} has more than ${LARGEST_TABLE} bytes; leave it out with objcopy -g`);
      if (!packed) return bytes;
      try {
        return this.#inflate!(bytes, packed.format, packed.size);
      } catch {
        throw new ImageError(
          `its ${what}, which is compressed with ${packed.format}, cannot be unpacked; run objcopy --decompress-debug-sections on it`,
        );
      }
    };
    return {
      line: unpacked(line, '.debug_line'),
      lineStr: unpacked(lineStr, '.debug_line_str'),
      str: unpacked(str, '.debug_str'),
    };
  }

  #rowsOf(sequence: Sequence): readonly LineRow[] {
    const known = this.#rows.get(sequence);
    if (known) return known;
    const { unit, at } = sequence;
    const cursor = new DwarfCursor(this.#sections!.line, at, unit.end);
    const rows: LineRow[] = [];
    runSequence(cursor, unit, (row) => {
      // Of rows with one address the last counts, as for binutils.
      if (rows.at(-1)?.offset === row.offset) rows.pop();
      if (rows.length === MOST_ROWS) throw cursor.damaged(`a sequence has more than ${MOST_ROWS} rows`);
      rows.push(row);
    });
    rows.sort((a, b) => a.offset - b.offset);
    this.#rowCount += rows.length;
    if (this.#rowCount > MOST_ROWS) {
      this.#rows.clear();
      this.#rowCount = rows.length;
    }
    this.#rows.set(sequence, rows);
    return rows;
  }

  #namesOf(unit: LineUnit): readonly (string | undefined)[] {
    const known = this.#names.get(unit);
    if (known) return known;
    const names = fileNames(unit, this.#sections!);
    this.#names.set(unit, names);
    return names;
  }
}

/** How many of these come no later than the address is. */
function countUpTo<Item>(items: readonly Item[], isUpTo: (item: Item) => boolean): number {
  let from = 0;
  let to = items.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isUpTo(items[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
}

function holderOf(sequences: readonly Sequence[], address: bigint): Sequence | undefined {
  const count = countUpTo(sequences, ({ start }) => start <= address);
  for (let index = count - 1; index >= Math.max(0, count - MOST_OVERLAPPING); index--) {
    const sequence = sequences[index]!;
    if (sequence.end > address) return sequence;
    if (sequence.reach <= address) return undefined;
  }
  return undefined;
}

const rowAt = (rows: readonly LineRow[], offset: number): LineRow | undefined =>
  rows[countUpTo(rows, (row) => row.offset <= offset) - 1];
