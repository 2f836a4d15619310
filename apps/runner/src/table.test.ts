import { expect, test } from 'vitest';
import { table } from './table.ts';

test('columns are as wide as their widest cell, and the last cell goes on below', () => {
  const text = table(
    ['policy', 'differ', 'what'],
    [
      ['private', '0', []],
      ['opensbi-1.9', '34', ['V 0→1', 'htval lost']],
    ],
  );
  expect(text).toBe(
    [
      'policy       differ  what',
      '-----------  ------  ----------',
      'private           0',
      'opensbi-1.9      34  V 0→1',
      '                     htval lost',
      '',
    ].join('\n'),
  );
});
