import { parseIsa } from '@hartlab/isa';
import { describe, test } from 'vitest';
import { jitThat } from '../engine.ts';
import { operationsOf } from '../interpreter/operations.ts';
import { rowBench } from '../testing/row-bench.ts';

/* Each row that is emitted, at the beginning of a region: the reference interpreter is the judge. */

const rows = new Set(operationsOf(parseIsa('max')).all.map(({ row }) => row));
// The first time code becomes known, the second time it is hot.
const tryRow = rowBench(jitThat({ landings: 1 }), 3, 8);

describe('in a region a row does what the reference does', () => {
  test.each([...rows].map((row) => [row.name, row] as const))('%s', (_name, row) => tryRow(row));
});
