import { describe, expect, test } from 'vitest';
import { assemble } from './assembler/assemble.ts';
import { decoder } from './decoder.ts';
import { disassemble } from './disassemble.ts';
import { floatConstantIndex, floatConstants, floatConstantText } from './float-constants.ts';
import { parseIsa } from './isa.ts';

const decode = decoder(parseIsa('max'));
const word = (source: string) => new DataView(assemble(source).bytes.buffer).getUint32(0, true);
const text = (bits: number) => {
  const decoded = decode(bits);
  return decoded && disassemble(decoded, 0n).replace('\t', ' ');
};

describe('what GNU as makes of', () => {
  // GNU as 2.47
  test.each([
    ['fadd.s fa0, fa1, fa2', 0x00c5f553, 'fadd.s fa0,fa1,fa2'],
    ['fadd.s f10, f11, f12, dyn', 0x00c5f553, 'fadd.s fa0,fa1,fa2'],
    ['fadd.s fa0, fa1, fa2, rmm', 0x00c5c553, 'fadd.s fa0,fa1,fa2,rmm'],
    ['fmadd.d ft0, ft1, ft2, ft3, rtz', 0x1a209043, 'fmadd.d ft0,ft1,ft2,ft3,rtz'],
    ['fsqrt.h fa0, fa1', 0x5c05f553, 'fsqrt.h fa0,fa1'],
    ['fcvt.d.s fa0, fa1', 0x42058553, 'fcvt.d.s fa0,fa1'],
    ['fcvt.s.d fa0, fa1', 0x4015f553, 'fcvt.s.d fa0,fa1'],
    ['fcvt.lu.h a0, fa1, rup', 0xc435b553, 'fcvt.lu.h a0,fa1,rup'],
    ['fmv.s fa0, fa1', 0x20b58553, 'fmv.s fa0,fa1'],
    ['fneg.d fa0, fa1', 0x22b59553, 'fneg.d fa0,fa1'],
    ['fabs.h fa0, fa1', 0x24b5a553, 'fabs.h fa0,fa1'],
    ['fsgnj.s fa0, fa1, fa2', 0x20c58553, 'fsgnj.s fa0,fa1,fa2'],
    ['fgt.d a0, fa1, fa2', 0xa2b61553, 'flt.d a0,fa2,fa1'],
    ['fmv.x.s a0, fa1', 0xe0058553, 'fmv.x.w a0,fa1'],
    ['flw fs11, -4(sp)', 0xffc12d87, 'flw fs11,-4(sp)'],
    ['fsh ft11, 2047(t6)', 0x7fff9fa7, 'fsh ft11,2047(t6)'],
    ['frcsr a0', 0x00302573, 'frcsr a0'],
    ['fscsr a0, a1', 0x00359573, 'fscsr a0,a1'],
    ['fsrm a1', 0x00259073, 'fsrm a1'],
    ['fsflagsi 3', 0x0011d073, 'fsflagsi zero,3'],
    ['fli.s fa0, 0.3125', 0xf0148553, 'fli.s fa0,0x1.4p-2'],
    ['fli.d fa0, 0x1.4p-2', 0xf2148553, 'fli.d fa0,0x1.4p-2'],
    ['fli.h fa0, min', 0xf4108553, 'fli.h fa0,min'],
    ['fli.s fa0, -1', 0xf0100553, 'fli.s fa0,-0x1p+0'],
    ['fli.s fa0, inf', 0xf01f0553, 'fli.s fa0,inf'],
    ['fcvtmod.w.d a0, fa1, rtz', 0xc2859553, 'fcvtmod.w.d a0,fa1,rtz'],
  ])('%s', (source, bits, listed) => {
    expect(word(source).toString(16)).toBe(bits.toString(16));
    expect(text(bits)).toBe(listed);
  });
});

test('floating-point loads and stores of symbols go through a register', () => {
  const { bytes } = assemble('fld fa0, value, t0\nfsw fa1, value, t1\n.data\nvalue: .dword 0');
  const { bytes: written } = assemble(
    'auipc t0, %pcrel_hi(value)\nfld fa0, 16(t0)\nauipc t1, %pcrel_hi(value)\nfsw fa1, 8(t1)\n.data\nvalue: .dword 0',
  );
  expect(bytes).toEqual(written);
});

test.each([
  ['fadd.s fa0, a1, fa2', 'fadd.s frd, frs1, frs2'],
  ['add a0, fa1, a2', 'add rd, rs1, rs2'],
  ['fadd.s fa0, fa1, fa2, up', 'fadd.s frd, frs1, frs2, rm'],
  ['fli.s fa0, 0.3', 'fli.s frd, imm'],
  ['fcvtmod.w.d a0, fa1', 'fcvtmod.w.d rd, frs1, rtz'],
])('%s does not fit', (source, usage) => {
  expect(() => assemble(source)).toThrow(usage);
});

// unpriv "Floating-Point Control and Status Register"
test('the reserved rounding modes do not decode', () => {
  const fadd = (rm: number) => decode(0x00c5_8553 | (rm << 12))?.insn.name;
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(fadd)).toEqual([
    ...Array.from({ length: 5 }, () => 'fadd.s'),
    undefined,
    undefined,
    'fadd.s',
  ]);
});

test('every constant is read as it is written, and as a decimal number', () => {
  for (const [index, value] of floatConstants.entries()) {
    expect(floatConstantIndex(floatConstantText(index))).toBe(index);
    if (Number.isFinite(value)) expect(floatConstantIndex(String(value))).toBe(index);
  }
  expect(floatConstantIndex('0.3')).toBeUndefined();
  expect(floatConstantIndex('')).toBeUndefined();
});
