import { expect, test } from 'vitest';
import { compressed } from './compressed.ts';
import { add, set } from './expr.ts';
import { insn } from './insn.ts';
import { addi, lui } from './rows/i.ts';

test('a row that names an unknown operand or a value too large is refused', () => {
  const { match } = insn('odd rd 1..0=3', 'none "a toy"', () => []);
  expect(match).toBe(3);
  expect(() => insn('odd rd rs9 1..0=3', 'none "a toy"', () => []).match).toThrow('rs9');
  expect(() => insn('odd rd 1..0=4', 'none "a toy"', () => []).match).toThrow('1..0=4');
});

test('semantics can name the operands that the encoding has, and no other', () => {
  const row = insn('odd rd rs1 1..0=3', 'none "a toy"', ({ rd, rs1 }) => [set(rd, rs1)]);
  expect(row.does).toEqual([{ k: 'set', value: { k: 'x', of: 'rs1' } }]);

  insn('odd rd rs1 1..0=3', 'none "a toy"', ({ rd, rs1, ...rest }) => {
    // @ts-expect-error: the row has no rs2
    const { rs2 } = rest;
    return [set(rd, add(rs1, rs2))];
  });
  insn('odd rs1 1..0=3', 'none "a toy"', (operands) => {
    // @ts-expect-error: the row has no rd
    const { rd } = operands;
    return [set(rd, operands.rs1)];
  });
});

test('a compressed row must give every operand of its expansion, from operands that it has', () => {
  // @ts-expect-error: addi needs rs1
  compressed('c.odd rd_p 1..0=0', 'none "a toy"', addi, ({ rd }) => ({ rd, imm: 0 }));
  expect(
    () => compressed('c.odd rd_p 1..0=0', 'none "a toy"', lui, ({ rd }) => ({ rd, rs1: 0, imm: 0 })).expansion,
  ).toThrow('rs1');
  compressed('c.odd rd_p 1..0=0', 'none "a toy"', lui, (operands) => {
    // @ts-expect-error: the row has no immediate
    const { imm } = operands;
    return { rd: operands.rd, imm };
  });
});
