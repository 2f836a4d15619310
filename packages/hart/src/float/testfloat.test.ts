import { readFileSync } from 'node:fs';
import type { FloatOperation } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { FloatUnit } from './float-unit.ts';
import { floatOperations } from './operations.ts';
import { type Rounding, rounding } from './rounding.ts';

/**
 * A sample of what pnpm compare:testfloat compares: the operation, the rounding mode, then what Berkeley
 * TestFloat 3e says, which are the operands, the result and the flags in hexadecimal.
 */
const sample = readFileSync(new URL('testfloat.golden.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

const half = (hex: string, from: number, to?: number) => parseInt(hex.slice(from, to) || '0', 16);
const low = (hex: string) => half(hex, -8);
const high = (hex: string) => half(hex, 0, -8);

/** The lines in which we differ. */
function differences(): string[] {
  const unit = new FloatUnit();
  return sample.filter((line) => {
    const [, name = '', mode = '', numbers = ''] = /^(\S+(?: \S+)?) (R\w\w) (.*)$/.exec(line) ?? [];
    const words = numbers.split(' ');
    const [a = '', b = '', c = ''] = words.slice(0, -2);
    const [expected = '', flags = ''] = words.slice(-2);
    unit.flags = 0;
    const operate = floatOperations[name as FloatOperation];
    const roundingMode: Rounding = rounding[mode as keyof typeof rounding];
    operate(unit, roundingMode, low(a), high(a), low(b), high(b), low(c), high(c));
    const digits = expected.length;
    const result = [unit.high, unit.low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
    return (
      result.slice(-Math.max(digits, 8)) !== expected.toLowerCase().padStart(8, '0') || unit.flags !== half(flags, 0)
    );
  });
}

test('the sample has every operation that TestFloat has', () => {
  const names = new Set(sample.map((line) => /^\S+(?: \w\d\d)?(?= R)/.exec(line)?.[0]));
  expect(names.size).toBe(69);
  expect(sample.length).toBeGreaterThan(4000);
});

test('results and flags are those of TestFloat', () => {
  expect(differences()).toEqual([]);
});
