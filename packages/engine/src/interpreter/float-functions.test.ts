import { readFileSync } from 'node:fs';
import { type Rounding, rounding } from '@hartlab/hart';
import type { FloatOperation } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { FloatBench, operations } from '../testing/float-bench.ts';

/* The softfloat's own sample of what Berkeley TestFloat 3e says, through what is emitted. */

interface Line {
  readonly operation: FloatOperation;
  readonly mode: Rounding;
  readonly operands: readonly bigint[];
  readonly bits: bigint;
  readonly flags: number;
}

const sample = readFileSync(new URL('../../../hart/src/float/testfloat.golden.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Line => {
    const [, operation = '', mode = '', numbers = ''] = /^(\S+(?: \S+)?) (R\w\w) (.*)$/.exec(line) ?? [];
    const words = numbers.split(' ').map((word) => BigInt(`0x${word}`));
    const [bits = 0n, flags = 0n] = words.slice(-2);
    return {
      operation: operation as FloatOperation,
      mode: rounding[mode as keyof typeof rounding],
      operands: words.slice(0, -2),
      bits,
      flags: Number(flags),
    };
  })
  .filter(({ operation }) => operations.has(operation));

const bench = new FloatBench([...new Set(sample.map(({ operation }) => operation))]);
/** TestFloat's integers of 32 bits are not extended. */
const narrow = (operation: FloatOperation, bits: bigint) =>
  /to [iu]32$/.test(operation) ? BigInt.asUintN(32, bits) : bits;

/** The lines with these flags before in which an emitted operation is not left, and those of them that differ. */
function tried(before: number): { answered: readonly Line[]; wrong: readonly Line[] } {
  const answered: Line[] = [];
  const wrong = sample.filter((line) => {
    const { operation, mode, operands, bits, flags } = line;
    const found = bench.emitted(operation, mode, before, operands);
    if (!bench.wasSlow) answered.push(line);
    return narrow(operation, found.bits) !== bits || found.fcsr !== (before | flags);
  });
  return { answered, wrong };
}

test('results and flags are those of TestFloat, whatever flags have been accrued', () => {
  for (const before of [0, 1, 0x1e, 0x1f]) expect(tried(before).wrong).toEqual([]);
});

test('every operation of the sample is tried', () => {
  const names = new Set(tried(0).answered.map(({ operation }) => operation));
  expect([...new Set(sample.map(({ operation }) => operation))].filter((name) => !names.has(name))).toEqual([]);
});

test('conversions to integers are not left in any rounding mode', () => {
  for (const mode of Object.values(rounding))
    expect(tried(0).answered.some((line) => line.mode === mode && line.operation.endsWith(' i64'))).toBe(true);
});
