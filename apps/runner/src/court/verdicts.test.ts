import { spawnSync } from 'node:child_process';
import type { CourtFinding, CourtReport, Trial } from '@hartlab/lab';
import { expect, test } from 'vitest';
import { junitOf } from './junit.ts';
import { tapOf } from './tap.ts';

const finding = (id: string, symbol = 'run+0x10'): CourtFinding => ({
  id,
  oracle: 'O1',
  mode: 'HS',
  field: 'V',
  change: '0→1',
  count: 3,
  at: [[4, 6]],
  first: {
    boundary: 4,
    pc: '0x80200000',
    symbol,
    oracle: 'O1',
    field: 'V',
    expected: '0x0',
    got: '0x1',
    writer: { agent: 'firmware', pc: '0x80000632', instruction: 'csrw\tmstatus,t0' },
  },
});

const trial = (name: string, defendant: string, findings: readonly CourtFinding[], failure?: string): Trial => ({
  case: name,
  defendant,
  command: '',
  boundaries: 10,
  injected: 10,
  differing: findings.length,
  skipped: [],
  modes: [{ mode: 'HS', count: 10 }],
  findings,
  ...(failure !== undefined && { failure }),
});

const report: CourtReport = {
  defendants: [{ label: 'a&b.bin' }, { label: 'c.bin' }],
  cases: [],
  trials: [
    trial('g/minimal/software', 'a&b.bin', [finding('g/minimal/software/O1/V/0-1/HS', 'std::<f>"')]),
    trial('g/minimal/software', 'c.bin', []),
    trial('g/pmu/software', 'a&b.bin', [], 'it does not come to the end # of its sweep'),
    trial('g/pmu/software', 'c.bin', []),
  ],
};

test('TAP has a test for each trial, and says what is wrong', () => {
  expect(tapOf(report).split('\n')).toEqual([
    'TAP version 14',
    '1..4',
    'not ok 1 - g/minimal/software under a&b.bin',
    '  ---',
    '  wrong:',
    String.raw`    - "g/minimal/software/O1/V/0-1/HS: at 3 boundaries, first at std::<f>\" (4): 0x1 instead of 0x0, last written by firmware at 0x80000632 (csrw mstatus,t0)"`,
    '  ...',
    'ok 2 - g/minimal/software under c.bin',
    'not ok 3 - g/pmu/software under a&b.bin',
    '  ---',
    '  wrong:',
    '    - "it does not come to the end # of its sweep"',
    '  ...',
    'ok 4 - g/pmu/software under c.bin',
    '',
  ]);
});

test('what is expected is no failure, and what is not as expected is one, judged or not', () => {
  const disagreements = [
    { defendant: 'c.bin', id: 'g/pmu/software/O6/V/0-1/HS', expected: 2, found: 0 },
    { defendant: 'c.bin', id: 'g/other/software', expected: 10, found: 0 },
  ];
  const lines = tapOf({ ...report, disagreements }).split('\n');
  expect(lines.filter((line) => /^(not )?ok/.test(line))).toEqual([
    'ok 1 - g/minimal/software under a&b.bin',
    'ok 2 - g/minimal/software under c.bin',
    'not ok 3 - g/pmu/software under a&b.bin',
    'not ok 4 - g/pmu/software under c.bin',
    'not ok 5 - c.bin: g/other/software was expected at 10 boundaries, and not judged',
  ]);
});

test('a comparison fails where something differs', () => {
  const shown = { expected: '0x0', got: '0x1', writer: 'firmware' };
  const difference = {
    case: 'g/minimal/software',
    boundary: 4,
    place: 'run',
    mode: 'HS',
    oracle: 'O1',
    field: 'V',
    model: null,
    defendant: shown,
  } as const;
  const comparisons = [{ model: 'a&b.bin', defendant: 'c.bin', boundaries: 10, common: 0, differences: [difference] }];
  const lines = tapOf({ ...report, trials: report.trials.slice(0, 2), comparisons }).split('\n');
  expect(lines).toContain('ok 1 - g/minimal/software under a&b.bin');
  expect(lines).toContain('    - "boundary 4 (run): O1 V: 0x1 instead of 0x0; a&b.bin: nothing wrong"');
});

test('JUnit has a suite for each defendant, is well formed whatever names are, and counts what fails', () => {
  const xml = junitOf(report);
  expect(xml).toContain('<testsuite name="a&amp;b.bin" tests="2" failures="2" errors="0" skipped="0">');
  expect(xml).toContain('<testsuite name="c.bin" tests="2" failures="0" errors="0" skipped="0">');
  expect(xml).toContain('<testcase name="g/pmu/software" classname="c.bin"/>');
  expect(xml).toContain('first at std::&lt;f&gt;&quot; (4)');
  const python = spawnSync(
    'python3',
    ['-c', 'import sys,xml.dom.minidom as m; print(m.parse(sys.stdin).documentElement.tagName)'],
    {
      input: xml,
      encoding: 'utf8',
    },
  );
  if (python.error === undefined) expect(python.stdout).toBe('testsuites\n');
});
