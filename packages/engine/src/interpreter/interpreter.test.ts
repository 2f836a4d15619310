import { parseIsa, rowsOf } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { interpreter } from '../engine.ts';
import { rowBench } from '../testing/row-bench.ts';
import { operationsOf } from './operations.ts';

/* Each row that is emitted, alone, on random operands: the reference interpreter is the judge. */

const isa = parseIsa('max');
const emitted = operationsOf(isa).all;
const rows = new Set(emitted.map(({ row }) => row));

test('most integer rows are emitted, loads and stores and branches among them', () => {
  const names = new Set([...rows].map(({ name }) => name));
  for (const name of [
    'add',
    'addi',
    'lui',
    'auipc',
    'jal',
    'jalr',
    'beq',
    'bgeu',
    'ld',
    'lbu',
    'sd',
    'sb',
    'mulhsu',
    'divw',
  ])
    expect(names).toContain(name);
  for (const name of [
    'lpad',
    'amoadd.d',
    'amomaxu.w',
    'fld',
    'fsw',
    'fsgnj.d',
    'sh3add.uw',
    'clmulr',
    'aes64es',
    'cpopw',
    'czero.eqz',
  ])
    expect(names.has(name), name).toBe(name !== 'aes64es');
  expect(rows.size).toBeGreaterThan(rowsOf(isa).length / 2);
});

// Pages and code become known at a first look.
const tryRow = rowBench(interpreter, 2, 25);

describe('a row does what the reference does', () => {
  test.each([...rows].map((row) => [row.name, row] as const))('%s', (_name, row) => tryRow(row));
});
