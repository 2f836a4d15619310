import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../repository.ts';

/** The lines, counted from 1, that git leaves around what two changes made of one place. A line of `=` may be a title's. */
const marks = (text: string): number[] =>
  text.split('\n').flatMap((line, index) => (/^(?:<{7}|>{7}|\|{7}) /.test(line) ? [index + 1] : []));

// The compiler finds them in sources.
const texts = execFileSync('git', ['ls-files', '*.md', '*.s', '*.json', '*.yml', '*.yaml'], {
  cwd: root,
  encoding: 'utf8',
});

test.each(texts.trim().split('\n'))('nobody has left the merge of %s unfinished', (path) => {
  expect(marks(readFileSync(join(root, path), 'utf8'))).toEqual([]);
});

test('the marks are found', () => {
  const merge = [
    '<'.repeat(7) + ' HEAD',
    'one',
    '|'.repeat(7) + ' base',
    '='.repeat(7),
    'other',
    '>'.repeat(7) + ' b01',
  ];
  expect(marks(['text', ...merge, 'text'].join('\n'))).toEqual([2, 4, 7]);
  expect(marks('a title\n=======\n>>>>>>>quoted')).toEqual([]);
});
