import { describe, expect, test } from 'vitest';
import { decoder, immediate, rd, rs1, rs2 } from './decoder.ts';
import { parseIsa } from './isa.ts';

const decode = decoder(parseIsa('max'));

// Words assembled by GNU as 2.40.
describe.each([
  { text: 'addi a0, a1, -1', word: 0xfff58513, name: 'addi', imm: -1, rd: 10, rs1: 11 },
  { text: 'lui a0, 0xfffff', word: 0xfffff537, name: 'lui', imm: -4096, rd: 10 },
  { text: 'sd ra, -8(sp)', word: 0xfe113c23, name: 'sd', imm: -8, rs1: 2, rs2: 1 },
  { text: 'beq a0, a1, .-2', word: 0xfeb50fe3, name: 'beq', imm: -2, rs1: 10, rs2: 11 },
  { text: 'jal ra, .+2048', word: 0x001000ef, name: 'jal', imm: 2048, rd: 1 },
  { text: 'srai a0, a0, 63', word: 0x43f55513, name: 'srai', imm: 63, rd: 10, rs1: 10 },
  { text: 'csrrwi zero, mstatus, 8', word: 0x30045073, name: 'csrrwi', imm: 8, rd: 0 },
  { text: 'hlvx.wu a0, (a1)', word: 0x6835c573, name: 'hlvx.wu', imm: 0, rd: 10, rs1: 11 },
  { text: 'c.lwsp a0, 252(sp)', word: 0x557e, name: 'lw', imm: 252, rd: 10, rs1: 2 },
  { text: 'c.addi16sp sp, -512', word: 0x7101, name: 'addi', imm: -512, rd: 2, rs1: 2 },
  { text: 'c.j .-2048', word: 0xb001, name: 'jal', imm: -2048, rd: 0 },
])('$text', ({ word, name, imm, ...registers }) => {
  const decoded = decode(word);

  test('is the row', () => expect(decoded?.insn.name).toBe(name));
  test('has the immediate', () => {
    expect(decoded?.imm).toBe(imm);
    expect(decoded && immediate(decoded.insn, decoded.word)).toBe(imm);
  });
  test('has the registers', () => {
    const read = { rd, rs1, rs2 };
    for (const [field, value] of Object.entries(registers))
      if (field in read) expect(read[field as keyof typeof read](decoded?.word ?? 0), field).toBe(value);
  });
});

test('signed and unsigned bits are the same instruction, and the same object', () => {
  expect(decode(0xfff58513 | 0)).toBe(decode(0xfff58513));
});

test('the halfword after a compressed instruction does not matter', () => {
  expect(decode(0xffff_0001)).toBe(decode(0x0000_0001));
});

test.each([0x0000_0000, 0xffff_ffff, 0x0000_001f, 0x0000_0073 | (7 << 28)])('%i is illegal', (bits) => {
  expect(decode(bits)).toBeUndefined();
});

test('an extension that the ISA lacks does not decode', () => {
  const base = decoder(parseIsa('rv64'));
  expect(base(0x0001)).toBeUndefined(); // c.nop
  expect(base(0x02c58533)).toBeUndefined(); // mul a0, a1, a2
  expect(base(0x26000073)).toBeUndefined(); // hinval.vvma
  expect(decoder(parseIsa('rv64h'))(0x26000073)).toBeUndefined();
  expect(decoder(parseIsa('rv64h_svinval'))(0x26000073)?.insn.name).toBe('hinval.vvma');
});

test('a word that displaces another from the cache leaves both right', () => {
  const wrong: number[] = [];
  // Twice through far more words than the cache holds: addi in all its registers and immediates.
  for (let round = 0; round < 2; round++)
    for (let word = 0x13; word < 0x13 + 40_000 * 0x8000; word += 0x8000)
      if (decode(word)?.word !== word) wrong.push(word);
  expect(wrong).toEqual([]);
});
