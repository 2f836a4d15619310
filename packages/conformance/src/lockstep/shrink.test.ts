import { parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import type { Program, Snippet } from './program.ts';
import { shrink } from './shrink.ts';

const snippet = (...body: string[]): Snippet => ({ mode: 'M', setup: ['set', 'up'], body });
const program: Program = {
  seed: 1,
  peer: 'Spike',
  isa: parseIsa('rv64'),
  overflows: false,
  initial: 'initial',
  snippets: [snippet('a'), snippet('b', 'cause', 'c'), snippet('d'), snippet('e', 'effect'), snippet('f')],
};
const statements = ({ snippets }: Program) => snippets.flatMap(({ body }) => body);

test('what is left still fails, and nothing of it can be left out', () => {
  const smallest = shrink(program, (candidate) => {
    const body = statements(candidate);
    return body.includes('cause') && body.includes('effect');
  });
  expect(smallest.snippets).toEqual([
    { mode: 'M', setup: [], body: ['cause'] },
    { mode: 'M', setup: [], body: ['effect'] },
  ]);
  expect(smallest).toMatchObject({ seed: 1, initial: 'initial' });
});

test('setup that matters stays', () => {
  const smallest = shrink(program, ({ snippets }) => snippets.some(({ setup }) => setup.includes('up')));
  expect(smallest.snippets).toEqual([{ mode: 'M', setup: ['up'], body: [] }]);
});
