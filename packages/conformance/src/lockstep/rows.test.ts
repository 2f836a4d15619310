import { readFileSync } from 'node:fs';
import { isaTables } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { readPeerPrograms } from './peer-program.ts';
import { ourRowLines } from './row-lines.ts';

// Source: riscv-isa-sim 1.1.1-dev with --log-commits, recorded by record-rows.ts.
const golden = readFileSync(new URL('rows.golden.txt', import.meta.url), 'utf8').split('\n');

test('the commit log has of every row the lines that Spike has', { timeout: 120_000 }, () => {
  const ours = ourRowLines(readPeerPrograms()).toString().split('\n');
  expect(ours).toEqual(golden);
  // These two never retire.
  const rows = isaTables.flatMap((table) => table.rows.map(({ name }) => name));
  const logged = new Set(golden.map((line) => line.split(' ')[0]));
  expect(rows.filter((name) => !logged.has(name)).toSorted()).toEqual(['ebreak', 'ecall']);
});
