import { type CompressedInsn, expand } from './compressed.ts';
import { readOperand } from './fields.ts';
import { type Insn, accepts } from './insn.ts';
import { compressedRowsOf, rowsOf } from './isa-tables.ts';
import type { Isa } from './isa.ts';

/** One instruction as fetched. Decoding the same bits again gives the same object for as long as it is cached. */
export interface Decoded {
  readonly insn: Insn;
  /** The 32-bit word, unsigned; of a compressed instruction, the one that it expands to. */
  readonly word: number;
  /** The bits fetched, unsigned: 16 of them for a compressed instruction. */
  readonly bits: number;
  /** Bytes fetched. */
  readonly length: 2 | 4;
  /** `immediate(insn, word)`, because an interpreter wants it each time. */
  readonly imm: number;
  readonly compressed?: CompressedInsn;
}

/** Reads 32 fetched bits; only the low 16 count when they are a compressed instruction. Undefined: illegal. */
export type Decoder = (bits: number) => Decoded | undefined;

/** The number of the register in bits 11..7 of a 32-bit instruction. */
export const rd = (word: number): number => (word >>> 7) & 31;
/** The number of the register in bits 19..15 of a 32-bit instruction. */
export const rs1 = (word: number): number => (word >>> 15) & 31;
/** The number of the register in bits 24..20 of a 32-bit instruction. */
export const rs2 = (word: number): number => (word >>> 20) & 31;
/** The number of the register in bits 31..27 of a 32-bit instruction. */
export const rs3 = (word: number): number => word >>> 27;
/** The rounding mode of a floating-point instruction: bits 14..12. */
export const rm = (word: number): number => (word >>> 12) & 7;
/** The address of the CSR that a CSR instruction names: bits 31..20. */
export const csrOf = (word: number): number => word >>> 20;

/** The immediate, as a signed 32-bit number; that of lui and auipc is already shifted left by 12. 0 without one. */
export function immediate(insn: Insn, word: number): number {
  const parts = insn.operands.get('imm');
  return parts ? readOperand(parts, word) : 0;
}

/** Rows by the bits that tell most of them apart: opcode and funct3 of a word, quadrant and funct3 of a halfword. */
const wordIndex = (word: number) => ((word >>> 2) & 0x1f) | ((word >>> 7) & 0xe0);
const halfwordIndex = (bits: number) => (bits & 3) | ((bits >>> 11) & 0x1c);

/** The rows that may match at a place, found when it is first asked for. */
function index<Row extends { match: number; mask: number }>(rows: readonly Row[], of: (bits: number) => number) {
  const places: (readonly Row[])[] = [];
  return (place: number): readonly Row[] =>
    (places[place] ??= rows.filter(({ match, mask }) => of(match) === (place & of(mask))));
}

const cacheBits = 13;

/** The decoder for the instructions of `isa`. It remembers what it has decoded, in bounded space. */
export const decoder = (isa: Isa): Decoder => isa.made(makeDecoder);

function makeDecoder(isa: Isa): Decoder {
  const words = index(rowsOf(isa), wordIndex);
  const halfwords = index(compressedRowsOf(isa), halfwordIndex);
  const wordCache = Array.from<Decoded | undefined>({ length: 1 << cacheBits });
  // Filled as halfwords are met: a hart is made more often than all 65,536 of them.
  const halfwordCache = new Map<number, Decoded>();

  const decodeWord = (word: number): Decoded | undefined => {
    const insn = words(wordIndex(word)).find(
      (candidate) => (word & candidate.mask) >>> 0 === candidate.match && accepts(candidate, word),
    );
    return insn && { insn, word, bits: word, length: 4, imm: immediate(insn, word) };
  };
  const decodeHalfword = (bits: number): Decoded | undefined => {
    const row = halfwords(halfwordIndex(bits)).find(
      (candidate) => (bits & candidate.mask) === candidate.match && accepts(candidate, bits),
    );
    if (!row) return undefined;
    const word = expand(row, bits);
    return { insn: row.expandsTo, word, bits, length: 2, imm: immediate(row.expandsTo, word), compressed: row };
  };

  return (bits) => {
    if ((bits & 3) !== 3) {
      const low = bits & 0xffff;
      const known = halfwordCache.get(low);
      if (known) return known;
      const decoded = decodeHalfword(low);
      if (decoded) halfwordCache.set(low, decoded);
      return decoded;
    }
    const place = Math.imul(bits, 0x9e3779b1) >>> (32 - cacheBits);
    const cached = wordCache[place];
    if (cached && (cached.bits ^ bits) === 0) return cached;
    const decoded = decodeWord(bits >>> 0);
    if (decoded) wordCache[place] = decoded;
    return decoded;
  };
}
