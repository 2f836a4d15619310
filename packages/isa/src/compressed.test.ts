import { describe, expect, test } from 'vitest';
import { assemble } from './assembler/assemble.ts';
import { decoder } from './decoder.ts';
import { disassemble } from './disassemble.ts';
import { parseIsa } from './isa.ts';
import { compressedTables } from './isa-tables.ts';

const decode = decoder(parseIsa('max'));
const decodeWithoutShadowStacks = decoder(parseIsa('rv64imac_zcmop'));
const bitsOf = (source: string) => {
  const { bytes } = assemble(source);
  return new DataView(bytes.buffer).getUint16(0, true);
};

// The expansion of each instruction, as its section in unpriv "Zca Extension for Integer Compressed Instructions" has it.
const expansions = [
  ['c.lwsp a0, 8(sp)', 'lw a0,8(sp)'],
  ['c.ldsp a0, 8(sp)', 'ld a0,8(sp)'],
  ['c.swsp a0, 8(sp)', 'sw a0,8(sp)'],
  ['c.sdsp a0, 8(sp)', 'sd a0,8(sp)'],
  ['c.lw a0, 8(a1)', 'lw a0,8(a1)'],
  ['c.ld a0, 8(a1)', 'ld a0,8(a1)'],
  ['c.sw a0, 8(a1)', 'sw a0,8(a1)'],
  ['c.sd a0, 8(a1)', 'sd a0,8(a1)'],
  ['c.j . + 4', 'jal zero,0x4'],
  ['c.jr a0', 'jalr zero,0(a0)'],
  ['c.jalr a0', 'jalr ra,0(a0)'],
  ['c.beqz a0, . - 4', 'beq a0,zero,0xfffffffffffffffc'],
  ['c.bnez a0, . + 6', 'bne a0,zero,0x6'],
  ['c.li a0, -3', 'addi a0,zero,-3'],
  ['c.lui a0, 3', 'lui a0,0x3'],
  ['c.lui a0, 0xfffe0', 'lui a0,0xfffe0'],
  ['c.addi a0, -3', 'addi a0,a0,-3'],
  ['c.addiw a0, 0', 'addiw a0,a0,0'],
  ['c.addi16sp sp, -32', 'addi sp,sp,-32'],
  ['c.addi4spn a0, sp, 8', 'addi a0,sp,8'],
  ['c.slli a0, 33', 'slli a0,a0,0x21'],
  ['c.srli a0, 33', 'srli a0,a0,0x21'],
  ['c.srai a0, 33', 'srai a0,a0,0x21'],
  ['c.andi a0, -2', 'andi a0,a0,-2'],
  ['c.mv a0, a1', 'add a0,zero,a1'],
  ['c.add a0, a1', 'add a0,a0,a1'],
  ['c.and a0, a1', 'and a0,a0,a1'],
  ['c.or a0, a1', 'or a0,a0,a1'],
  ['c.xor a0, a1', 'xor a0,a0,a1'],
  ['c.sub a0, a1', 'sub a0,a0,a1'],
  ['c.addw a0, a1', 'addw a0,a0,a1'],
  ['c.subw a0, a1', 'subw a0,a0,a1'],
  ['c.nop', 'addi zero,zero,0'],
  ['c.ebreak', 'ebreak'],
  // unpriv "Zcd Extension for Double-Precision Floating-Point Compressed Instructions"
  ['c.fldsp fs0, 8(sp)', 'fld fs0,8(sp)'],
  ['c.fsdsp fs0, 8(sp)', 'fsd fs0,8(sp)'],
  ['c.fld fa0, 8(a1)', 'fld fa0,8(a1)'],
  ['c.fsd fa0, 8(a1)', 'fsd fa0,8(a1)'],
  // unpriv "Zcb Extension for Additional Compressed Instructions"
  ['c.lbu a0, 3(a1)', 'lbu a0,3(a1)'],
  ['c.lhu a0, 2(a1)', 'lhu a0,2(a1)'],
  ['c.lh a0, 2(a1)', 'lh a0,2(a1)'],
  ['c.sb a0, 1(a1)', 'sb a0,1(a1)'],
  ['c.sh a0, 2(a1)', 'sh a0,2(a1)'],
  ['c.zext.b a0', 'andi a0,a0,255'],
  ['c.sext.b a0', 'sext.b a0,a0'],
  ['c.zext.h a0', 'zext.h a0,a0'],
  ['c.sext.h a0', 'sext.h a0,a0'],
  ['c.zext.w a0', 'add.uw a0,a0,zero'],
  ['c.not a0', 'xori a0,a0,-1'],
  ['c.mul a0, a1', 'mul a0,a0,a1'],
  // unpriv "Zcmop Extension for Compressed May-Be-Operations": they do nothing
  ...([1, 3, 5, 7, 9, 11, 13, 15] as const).map((n) => [`c.mop.${n}`, 'addi zero,zero,0'] as const),
  // unpriv "Push to the Shadow Stack", "Pop from the Shadow Stack": they are the first and the third of these
  ['c.sspush.x1', 'sspush.x1'],
  ['c.sspopchk.x5', 'sspopchk.x5'],
] as const;

test.each(expansions)('%s expands to %s', (source, expansion) => {
  const decoded = (source.startsWith('c.mop') ? decodeWithoutShadowStacks : decode)(bitsOf(source));
  expect(decoded?.compressed?.name).toBe(source.split(' ')[0]);
  expect(decoded?.length).toBe(2);
  const wide = decode(decoded?.word ?? 0);
  expect(wide && disassemble(wide, 0n, undefined, 'no aliases').replace('\t', ' ')).toBe(expansion);
});

test('every row is among them', () => {
  expect(new Set(compressedTables.flatMap(({ rows }) => rows.map(({ name }) => name)))).toEqual(
    new Set(expansions.map(([text]) => text.split(' ')[0])),
  );
});

describe('reserved encodings do not decode', () => {
  test.each([
    ['all zeros', 0x0000],
    ['c.addi4spn with nzuimm = 0', 0x0004],
    ['quadrant 0, funct3 100, bits 12:10 = 100', 0x9000],
    ['c.sh with bit 6', 0x8c40],
    ['c.addiw with rd = x0', 0x2001],
    ['c.addi16sp with nzimm = 0', 0x6101],
    ['c.lui with imm = 0 and even rd', 0x6501],
    ['c.lui with imm = 0 and rd above x15', 0x6881],
    ['funct6 100111, funct2 11, bits 4:2 = 110', 0x9c79],
    ['funct6 100111, funct2 11, bits 4:2 = 111', 0x9c7d],
    ['c.lwsp with rd = x0', 0x4002],
    ['c.ldsp with rd = x0', 0x6002],
    ['c.jr with rs1 = x0', 0x8002],
  ])('%s', (_, bits) => expect(decode(bits)).toBeUndefined());
});

describe('without the extension that their expansion needs, Zcb instructions do not decode', () => {
  test.each([
    ['c.sext.b a0', 'rv64ic_zcb', 'rv64ic_zcb_zbb'],
    ['c.zext.h a0', 'rv64ic_zcb', 'rv64ic_zcb_zbb'],
    ['c.sext.h a0', 'rv64ic_zcb', 'rv64ic_zcb_zbb'],
    ['c.zext.w a0', 'rv64ic_zcb', 'rv64ic_zcb_zba'],
    ['c.mul a0, a1', 'rv64ic_zcb', 'rv64imc_zcb'],
    ['c.not a0', 'rv64ic', 'rv64ic_zcb'],
    ['c.mop.1', 'rv64ic', 'rv64ic_zcmop'],
  ])('%s', (source, without, having) => {
    expect(decoder(parseIsa(without))(bitsOf(source))).toBeUndefined();
    expect(decoder(parseIsa(having))(bitsOf(source))?.compressed?.name).toBe(source.split(' ')[0]);
  });
});

test('the HINT code points decode, as many as the specification counts', () => {
  // unpriv "HINT Instructions", table of Zca HINTs, RV64 column
  const counts = {
    'c.nop': 63,
    'c.addi': 31,
    'c.li': 64,
    'c.lui': 63,
    'c.mv': 31,
    'c.add': 31,
    'c.slli': 95,
    'c.srli': 8,
    'c.srai': 8,
  };
  const found: Record<string, number> = {};
  for (let bits = 0; bits < 0x1_0000; bits++) {
    const decoded = decode(bits);
    const name = decoded?.compressed?.name;
    if (!decoded || !name || !(name in counts) || (bits & 3) === 3) continue;
    const rd = (decoded.word >>> 7) & 31;
    const isHint =
      name === 'c.nop' ? decoded.imm !== 0 : rd === 0 || (/^c\.(?:addi|s..i)$/.test(name) && decoded.imm === 0);
    if (isHint) found[name] = (found[name] ?? 0) + 1;
  }
  expect(found).toEqual(counts);
});
