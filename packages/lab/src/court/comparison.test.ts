import { expect, test } from 'vitest';
import { comparisonOf, partingOf } from './comparison.ts';
import type { ComparedViolation, RecordedTrial } from './trial-record.ts';

const path = ['a', 'b', 'c', 'd'];

const trialOf = (defendant: string, violations: readonly ComparedViolation[], places = path): RecordedTrial => ({
  trial: {
    case: 'guest/minimal/software',
    defendant,
    command: 'sweep guest',
    boundaries: places.length,
    injected: places.length,
    differing: 0,
    skipped: [],
    modes: [{ mode: 'S', count: places.length }],
    findings: [],
  },
  path: places,
  violations,
});

const wrong = (boundary: number, got = '0x1', field = 'V'): ComparedViolation => ({
  boundary,
  mode: 'HS',
  oracle: 'O1',
  field,
  expected: '0x0',
  got,
  writer: 'firmware',
});

test('two trials that show the same have no difference, and how much was the same is said', () => {
  const compared = comparisonOf([trialOf('model', [wrong(1), wrong(3)])], [trialOf('binary', [wrong(3), wrong(1)])]);
  expect(compared).toEqual({ model: 'model', defendant: 'binary', boundaries: 4, common: 2, differences: [] });
});

test('every violation that one has alone, or with another value, is a difference', () => {
  const model = trialOf('model', [wrong(1), wrong(2), wrong(2, '0x7', 'htval')]);
  const binary = trialOf('binary', [wrong(2), wrong(2, '0x8', 'htval'), wrong(3)]);
  const { common, differences } = comparisonOf([model], [binary]);
  expect(common).toBe(1);
  expect(
    differences.map(({ boundary, place, field, model: there, defendant: here }) => [
      boundary,
      place,
      field,
      there?.got,
      here?.got,
    ]),
  ).toEqual([
    [1, 'b', 'V', '0x1', undefined],
    [2, 'c', 'htval', '0x7', '0x8'],
    [3, 'd', 'V', undefined, '0x1'],
  ]);
});

test('runs part where they are at another instruction, or where one ends; beyond it nothing is compared', () => {
  const model = trialOf('model', [wrong(1), wrong(3)]);
  const elsewhere = trialOf('binary', [wrong(1), wrong(3, '0x5')], ['a', 'b', 'x', 'd']);
  expect(partingOf(model, trialOf('binary', []))).toBeUndefined();
  expect(partingOf(elsewhere, model)).toEqual({ boundary: 2, from: 'model', here: 'x', there: 'c' });
  expect(partingOf(trialOf('binary', [], ['a']), model)).toEqual({
    boundary: 1,
    from: 'model',
    here: null,
    there: 'b',
  });
  expect(comparisonOf([model], [elsewhere])).toMatchObject({ boundaries: 2, common: 1, differences: [] });
});
