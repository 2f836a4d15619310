import { expect, test } from 'vitest';
import { areSame, type SameRun } from './same-run.ts';

const run: SameRun = {
  engine: 'jit',
  node: 'v20.0.0',
  code: 0,
  hash: 'd320084f6c47a05e',
  instructions: 1000,
  output: '0123456789abcdef',
  seconds: 1,
  said: '',
};

test('runs on other engines and versions, however long they took, are the same', () => {
  expect(areSame([run, { ...run, engine: 'reference', node: 'v26.0.0', seconds: 20 }])).toBe(true);
});

test.each<[string, Partial<SameRun>]>([
  ['exit code', { code: 1 }],
  ['trace hash', { hash: '0' }],
  ['number of instructions', { instructions: 1001 }],
  ['output', { output: '0' }],
])('another %s is another run', (_, other) => {
  expect(areSame([run, { ...run, ...other }])).toBe(false);
});

test('runs that all come to no trace hash are not the same', () => {
  const { hash: _, ...rest } = run;
  expect(areSame([{ ...rest, hash: undefined }])).toBe(false);
});
