import type { RecordedTrial } from '@hartlab/lab';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bisect } from './bisect.ts';

const finding = 'g/minimal/software/O1/V/0-1/HS';

/** A firmware that has the finding and another one, or only that one. */
const recorded = (n: number, has: boolean) =>
  ({
    path: [],
    trial: { defendant: `fw${n}.bin`, findings: [{ id: `${finding}-too` }, ...(has ? [{ id: finding }] : [])] },
  }) as unknown as RecordedTrial;

test('the place where a finding begins or ends is found wherever it is, with few trials', async () => {
  const place = fc
    .integer({ min: 2, max: 60 })
    .chain((count) =>
      fc.record({ count: fc.constant(count), change: fc.integer({ min: 1, max: count - 1 }), begins: fc.boolean() }),
    );
  await fc.assert(
    fc.asyncProperty(place, async ({ count, change, begins }) => {
      let trials = 0;
      const found = await bisect(finding, count, async (n) => {
        trials++;
        return recorded(n, n >= change === begins);
      });
      expect(found).toEqual({ finding, begins, before: `fw${change - 1}.bin`, after: `fw${change}.bin` });
      expect(trials).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(count)));
    }),
  );
});

test.each([true, false])('a finding that the first and the last have alike (%s) begins nowhere', async (has) => {
  expect(await bisect(finding, 5, async (n) => recorded(n, has))).toEqual({ everywhere: has });
});
