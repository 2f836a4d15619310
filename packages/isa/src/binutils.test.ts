import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decoder } from './decoder.ts';
import { disassemble, undecodable } from './disassemble.ts';
import { parseIsa } from './isa.ts';

/**
 * The ISA, and a sample of what pnpm compare:binutils compares: bits, pc, what objdump 2.47 writes for our corpus,
 * and, where that script explains a difference, what we write instead.
 */
const [isa = '', ...sample] = readFileSync(new URL('binutils.golden.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const decode = decoder(parseIsa(isa));

test('the sample is large enough to mean something', () => {
  expect(sample.length).toBeGreaterThan(500);
});

test.each(sample)('%s', (line) => {
  const [bits = '', pc = '', theirs = '', ours = theirs] = line.split(' | ');
  const decoded = decode(parseInt(bits, 16));
  const text = decoded ? disassemble(decoded, BigInt(`0x${pc}`)) : undecodable(parseInt(bits, 16));
  expect(text.replace('\t', ' ')).toBe(ours);
});
