import fc from 'fast-check';
import { caseName, handlers, sourceNames, type HandlerName } from '@hartlab/lab';
import { expect, test } from 'vitest';
import { caseOfFinding } from './case-of-finding.ts';

test('the id of a finding says in which case it is', () => {
  const cases = fc.record({
    payload: fc.constantFrom('world-switch', 'two-harts', 'u-boot.bin', '4-harts'),
    handler: fc.constantFrom(...(Object.keys(handlers) as HandlerName[])),
    source: fc.constantFrom(...sourceNames),
    harts: fc.integer({ min: 1, max: 8 }),
    hart: fc.integer({ min: 0, max: 7 }),
    inMMode: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ payload, handler, source, ...place }) => {
      const { harts, hart, inMMode } = place;
      expect(caseOfFinding(`${caseName(payload, handler, source, place)}/O1/V/0-1/HS`)).toEqual({
        payload,
        handler,
        source,
        ...(harts !== 1 && { smp: harts }),
        ...(hart !== 0 && { hart }),
        ...(inMMode && { mMode: true }),
      });
    }),
  );
});
