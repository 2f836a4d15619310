import type { DwarfCursor } from './dwarf-cursor.ts';
import type { LineUnit } from './line-unit.ts';

/** A row of the line table: the instructions from an address on are of this line. */
export interface LineRow {
  /** Bytes from the base of its sequence. */
  readonly offset: number;
  /** The number of the file in its unit. */
  readonly file: number;
  /** From 1 on; 0 for what is of no line. */
  readonly line: number;
}

/** A stretch of code whose rows are in the order of addresses, between two offsets from an address. */
export interface LineSequence {
  readonly base: bigint;
  readonly start: number;
  readonly end: number;
}

/** DWARF 5, "Standard Opcodes" and "Extended Opcodes": those that change what is looked at here. */
const EXTENDED = 0;
const DW_LNS_copy = 1;
const DW_LNS_advance_pc = 2;
const DW_LNS_advance_line = 3;
const DW_LNS_set_file = 4;
const DW_LNS_const_add_pc = 8;
const DW_LNS_fixed_advance_pc = 9;
const DW_LNE_end_sequence = 1;
const DW_LNE_set_address = 2;
/** The opcode whose advance DW_LNS_const_add_pc makes. */
const LAST_OPCODE = 255;

/**
 * Runs the program of a unit from the beginning of a sequence to its end (DWARF 5, "Line Number Program"), and tells each
 * row. Undefined when the program ends before the sequence does.
 *
 * @throws ImageError when an instruction is not whole, or goes further than a program can
 */
export function runSequence(
  cursor: DwarfCursor,
  unit: LineUnit,
  tell?: (row: LineRow) => void,
): LineSequence | undefined {
  const { minimumInstructionLength, maximumOperations, lineBase, lineRange, opcodeBase, operands } = unit;
  let base: bigint | undefined;
  let offset = 0;
  let operation = 0;
  let file = 1;
  let line = 1;
  let start = Infinity;
  const advance = (operations: number): void => {
    const whole = operation + operations;
    offset += minimumInstructionLength * Math.floor(whole / maximumOperations);
    operation = whole % maximumOperations;
  };
  const row = (): void => {
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(line))
      throw cursor.damaged('its program goes beyond 2^53');
    start = Math.min(start, offset);
    tell?.({ offset, file, line });
  };
  while (cursor.at < cursor.end) {
    const opcode = cursor.u8();
    if (opcode >= opcodeBase) {
      const adjusted = opcode - opcodeBase;
      advance(Math.floor(adjusted / lineRange));
      line += lineBase + (adjusted % lineRange);
      row();
    } else if (opcode === EXTENDED) {
      const length = cursor.unsigned();
      const next = cursor.skip(length) + length;
      const kind = length > 0 ? cursor.bytes[next - length] : undefined;
      if (kind === DW_LNE_end_sequence) return { base: base ?? 0n, start: Math.min(start, offset), end: offset };
      if (kind !== DW_LNE_set_address) continue;
      const address = littleEndian(cursor.bytes.subarray(next - length + 1, next));
      base ??= BigInt.asUintN(64, address - BigInt(offset));
      offset = Number(BigInt.asIntN(64, address - base));
      operation = 0;
    } else if (opcode === DW_LNS_copy) row();
    else if (opcode === DW_LNS_advance_pc) advance(cursor.unsigned());
    else if (opcode === DW_LNS_advance_line) line += cursor.signed();
    else if (opcode === DW_LNS_set_file) file = cursor.unsigned();
    else if (opcode === DW_LNS_const_add_pc) advance(Math.floor((LAST_OPCODE - opcodeBase) / lineRange));
    else if (opcode === DW_LNS_fixed_advance_pc) {
      offset += cursor.u16();
      operation = 0;
    } else for (let operand = operands[opcode - 1] ?? 0; operand > 0; operand--) cursor.unsigned();
  }
  return undefined;
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes.subarray(0, 8).toReversed()) value = (value << 8n) | BigInt(byte);
  return value;
}
