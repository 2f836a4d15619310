import { DwarfCursor } from './dwarf-cursor.ts';

/** The header of one unit's line number program (DWARF 5, "The Line Number Program Header"; 2 to 4, the same). */
export interface LineUnit {
  readonly version: number;
  /** Where an offset in the unit has 8 bytes: the 64-bit format. */
  readonly width: 4 | 8;
  readonly minimumInstructionLength: number;
  readonly maximumOperations: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** How many LEB128 operands each standard opcode has, from opcode 1 on. */
  readonly operands: Uint8Array;
  /** Where in .debug_line its tables of names begin, its program, and what comes after it. */
  readonly names: number;
  readonly program: number;
  readonly end: number;
}

/** unit_length in the 64-bit format, and where reserved values begin (DWARF 5, "32-Bit and 64-Bit DWARF Formats"). */
const LONG = 0xffff_ffff;
const RESERVED = 0xffff_fff0;

/**
 * Passes one unit. Undefined where it is of a version that is not known.
 *
 * @throws ImageError when it is not whole
 */
export function readLineUnit(section: DwarfCursor): LineUnit | undefined {
  const start = section.at;
  const short = section.u32();
  const width = short === LONG ? 8 : 4;
  if (width === 4 && short >= RESERVED) throw section.damaged('its unit has a reserved length');
  const length = width === 8 ? section.offset(8) : short;
  const end = section.skip(length) + length;
  const cursor = new DwarfCursor(section.bytes, end - length, end);
  const version = cursor.u16();
  if (version < 2 || version > 5) return undefined;
  // address_size and seg_selector_size: an address says its length itself.
  if (version === 5) cursor.skip(2);
  const headerLength = cursor.offset(width);
  const program = cursor.at + headerLength;
  if (program > end) throw cursor.damaged(`the header of the unit at ${start} is longer than the unit`);
  const minimumInstructionLength = cursor.u8();
  const maximumOperations = version >= 4 ? cursor.u8() : 1;
  // default_is_stmt: every row counts.
  cursor.skip(1);
  const lineBase = cursor.i8();
  const lineRange = cursor.u8();
  const opcodeBase = cursor.u8();
  if (lineRange === 0 || opcodeBase === 0 || maximumOperations === 0)
    throw cursor.damaged(`the unit at ${start} has a zero where none can be`);
  const operands = section.bytes.subarray(cursor.skip(opcodeBase - 1), cursor.at);
  return {
    version,
    width,
    minimumInstructionLength,
    maximumOperations,
    lineBase,
    lineRange,
    opcodeBase,
    operands,
    names: cursor.at,
    program,
    end,
  };
}
