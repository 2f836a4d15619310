import type { ProtocolFinding } from '@hartlab/lab';
import { expect, test } from 'vitest';
import { main } from '../cli.ts';
import { recordedIo } from '../recorded-io.ts';
import { protocolInWords } from './protocol-words.ts';
import type { JudgedProtocol } from './protocol-trials.ts';

const court = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(['court', ...argv], io);
  return { code, out: io.out(), err: io.err() };
};

test('the built-in firmware is judged for the extensions that are named', { timeout: 60_000 }, async () => {
  const { code, out } = await court('--protocol=TIME,IPI', '--sequences', '2', '--json');
  expect(code).toBe(0);
  const reports = JSON.parse(out) as readonly JudgedProtocol[];
  expect(reports).toMatchObject([
    { label: 'built-in:private', protocol: 'TIME, IPI', harts: 3, seed: 1, findings: [] },
  ]);
  expect(reports[0]!.steps).toBeGreaterThan(100);
});

test('an extension of which there is no model is refused', async () => {
  const { code, err } = await court('--protocol=SRST');
  expect(code).toBe(2);
  expect(err).toMatch(/SRST.*SSE/);
});

test('a difference has its place, what was expected, and the steps', () => {
  const finding: ProtocolFinding = {
    spec: 'sbi "Function: Enable a software event (FID #4)"',
    item: 'SSE Event Enable Errors: SBI_ERR_INVALID_STATE',
    what: 'what enable answers',
    expected: 'SBI_ERR_INVALID_STATE',
    got: 'SBI_SUCCESS',
    sequences: 2,
    first: 'states: enable of 0xffff0000, UNUSED',
    steps: ['hart 0: SSE.enable(0xffff0000)'],
  };
  const report: JudgedProtocol = {
    label: 'built-in:private',
    protocol: 'SSE',
    harts: 3,
    seed: 1,
    sequences: 7,
    steps: 30,
    defendant: { name: 'OpenSBI 1.9', sbi: '3.0' },
    findings: [finding],
    choices: [{ spec: 'sbi "Software Event States"', text: 'where it goes', taken: { here: 3, there: 1 } }],
  };
  expect(protocolInWords(report, { width: 100, paint: (_, text) => text })).toEqual([
    'built-in:private: SSE on 3 harts, 7 sequences, 30 steps: 1 kind of difference from the specification',
    '',
    ' - sbi "Function: Enable a software event (FID #4)": SSE Event Enable Errors: SBI_ERR_INVALID_STATE',
    '   what enable answers: SBI_ERR_INVALID_STATE expected, got SBI_SUCCESS',
    '   in 2 sequences; first in "states: enable of 0xffff0000, UNUSED"; so in the fewest steps:',
    '     hart 0: SSE.enable(0xffff0000)',
    '',
    'What the specification leaves open, and what this firmware does:',
    '   where it goes (sbi "Software Event States"): not always the same: here (3); there (1)',
    '',
  ]);
});
