import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disagreementsWith, expectationOf, expectationText } from './expectation.ts';
import type { CourtFinding, CourtReport, Trial } from './report.ts';

const trialOf = (
  defendant: string,
  name: string,
  injected: number,
  counts: Readonly<Record<string, number>>,
): Trial => ({
  case: name,
  defendant,
  command: '',
  boundaries: injected,
  injected,
  differing: 0,
  skipped: [],
  modes: [],
  findings: Object.entries(counts).map(([id, count]) => ({ id: `${name}/${id}`, count }) as CourtFinding),
});

const reportOf = (...trials: readonly Trial[]): CourtReport => ({
  defendants: [...new Set(trials.map(({ defendant }) => defendant))].map((label) => ({ label })),
  cases: [],
  trials,
});

const found = reportOf(trialOf('a.bin', 'g/minimal/software', 10, { 'O1/V/0-1/HS': 3 }));

test('what was found is as its own text expects, whatever it is and however many are judged', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 4 });
  const trial = fc.tuple(names, fc.nat(2000));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z:.]{1,9}$/), { minLength: 1, maxLength: 3 }),
      trial,
      (labels, [ids, count]) => {
        const trials = labels.map((label, n) =>
          trialOf(label, 'g/h/s', n, Object.fromEntries(ids.map((id) => [id, count + n + 1]))),
        );
        const report = reportOf(...trials);
        expect(disagreementsWith(expectationOf(expectationText(report)), report)).toEqual([]);
      },
    ),
  );
});

test.each([
  [
    'another count',
    '10 g/minimal/software\n4 g/minimal/software/O1/V/0-1/HS',
    [['g/minimal/software/O1/V/0-1/HS', 4, 3]],
  ],
  ['a finding that nobody expects', '10 g/minimal/software', [['g/minimal/software/O1/V/0-1/HS', 0, 3]]],
  [
    'a finding that does not occur',
    '10 g/minimal/software\n3 g/minimal/software/O1/V/0-1/HS\n1 g/minimal/software/O6/V/0-1/HS',
    [['g/minimal/software/O6/V/0-1/HS', 1, 0]],
  ],
  ['fewer events', '11 g/minimal/software\n3 g/minimal/software/O1/V/0-1/HS', [['g/minimal/software', 11, 10]]],
  [
    'a case that was not judged',
    '10 g/minimal/software\n3 g/minimal/software/O1/V/0-1/HS\n0 g/pmu/software',
    [['g/pmu/software', 0, 0]],
  ],
] as const)('%s is a disagreement', (_, text, disagreements) => {
  expect(
    disagreementsWith(expectationOf(text), found).map(({ id, expected, found: got }) => [id, expected, got]),
  ).toEqual(disagreements);
});

test('a section is for the defendant that it names, and what stands before for the others; one that was not judged is missed', () => {
  const both = reportOf(trialOf('a.bin', 'g/h/s', 5, { x: 1 }), trialOf('b.bin', 'g/h/s', 5, {}));
  const text = '# of all others\n5 g/h/s # events\n\n[a.bin]\n5 g/h/s\n1 g/h/s/x\n';
  expect(disagreementsWith(expectationOf(text), both)).toEqual([]);
  expect(disagreementsWith(expectationOf(`${text}[c.bin]\n5 g/h/s`), both)).toEqual([
    { defendant: 'c.bin', id: 'g/h/s', expected: 5, found: 0 },
  ]);
});

test.each([
  ['10 a/b/c\nten a/b/c', 'line 2 is neither COUNT ID nor [DEFENDANT]: ten a/b/c'],
  ['10', 'line 1 is neither COUNT ID nor [DEFENDANT]: 10'],
  ['1 a/b/c\n2 a/b/c', 'line 2 says again what is expected of a/b/c'],
])('%j is refused', (text, message) => {
  expect(() => expectationOf(text)).toThrow(new RangeError(message));
});
