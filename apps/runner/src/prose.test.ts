import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLines, counted, enumeration, inLines, wrap } from './prose.ts';

const words = fc.array(fc.stringMatching(/^[a-z,.]{1,30}$/), { minLength: 1, maxLength: 60 });
const width = fc.integer({ min: 40, max: 100 });

test('wrapped text has all its words in order, and no line is too wide or could have taken the next word', () => {
  fc.assert(
    fc.property(words, width, (text, columns) => {
      const lines = wrap(text.join(' '), columns, ' - ', '   ');
      expect(lines.join(' ').split(/ +/).slice(2)).toEqual(text);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      lines.slice(1).forEach((line, index) => {
        const [next = ''] = line.trim().split(' ');
        expect(`${lines[index]} ${next}`.length).toBeGreaterThan(columns);
      });
    }),
  );
});

test('a word that is wider than the line has a line to itself', () => {
  expect(wrap(`a ${'b'.repeat(50)} c`, 40)).toEqual(['a', 'b'.repeat(50), 'c']);
});

test('prose is not wider than 100 columns, items are', () => {
  const many = Array.from({ length: 100 }, () => 'abc');
  expect(wrap(many.join(' '), 200)[0]).toHaveLength(99);
  expect(inLines(many, 200)[0]).toHaveLength(198);
});

test('a command too wide for one line is the same command for a shell', () => {
  const command = "printf '%s|' sweep 'a file' --policy patch-2026-04 --handler linux-2025 --boundary 1083";
  for (const columns of [40, 60, 80, 100]) {
    const lines = commandLines(command, columns, '    ');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(execFileSync('sh', ['-c', lines.join('\n')], { encoding: 'utf8' })).toBe(
      'sweep|a file|--policy|patch-2026-04|--handler|linux-2025|--boundary|1083|',
    );
  }
});

test('numbers and lists', () => {
  expect([0, 1, 999, 1000, 24_016, 1_234_567].map((count) => counted(count, 'event'))).toEqual([
    '0 events',
    '1 event',
    '999 events',
    '1,000 events',
    '24,016 events',
    '1,234,567 events',
  ]);
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(enumeration)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
