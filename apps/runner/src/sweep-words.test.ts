import type { SweepRecord } from '@hartlab/lab';
import { expect, test } from 'vitest';
import { expectationOf, sweptFrom, type Recorded } from './testing/swept.ts';
import { sweepInWords } from './sweep-words.ts';

const appearance = { width: 80, paint: (_style: string, text: string) => text };
const told = (recorded: readonly Recorded[]): string[] => {
  const { record, spots } = sweptFrom(expectationOf('user-return', 'private', 'minimal'), recorded);
  return sweepInWords(record, spots, { appearance, program: './hartlab', flags: ' --end here' });
};

test('boundaries at which no event was possible are counted by the reason', () => {
  const masked: Recorded = { mode: 'S', skipped: 'the hart has masked events' };
  expect(told([masked, masked, { mode: 'S' }, { mode: 'M', skipped: 'the hart is in M-mode' }]).slice(1)).toEqual([
    '4 boundaries, 1 event: all is as before afterwards',
    'no event was possible at 2 of them: the hart has masked events',
    'no event was possible at 1 of them: the hart is in M-mode',
    '',
    '  who runs  kkkm',
    '  result    ??.?',
    '  k kernel (S-mode)  m firmware (M-mode)  . as before  ? no event possible',
  ]);
  expect(told([masked])[1]).toBe('1 boundary, 0 events: nothing to compare');
});

test('what has the same consequence is told once, with all its fields and modes', () => {
  const lost = (mode: 'VS' | 'VU', field: string) => ({
    mode,
    violations: [{ oracle: 'O1', field, expected: 0x2000n, got: 0n }] as const,
  });
  const lines = told([{ mode: 'HS' }, lost('VS', 'htval'), lost('VU', 'htinst'), lost('VS', 'htval')]);
  expect(lines.slice(lines.indexOf('', 3) + 1)).toEqual([
    " - What hardware noted of a guest's page fault (htval, htinst) is lost, at 3",
    '   boundaries: htval lost, htinst lost in VS, VU (oracle O1). First at',
    '   kernel_warning+0x4 (boundary 1), last written by firmware at completion.',
    '     ./hartlab sweep user-return --policy private --handler minimal \\',
    '       --boundary 1 --end here',
  ]);
});

test('of a firmware that writes where S-mode may read it is said once, with the way to leave that out', () => {
  const { record, spots } = sweptFrom(expectationOf('user-return', 'private', 'minimal'), []);
  const violation = { boundary: 0, pc: '0x80200000', symbol: null, oracle: 'O1', expected: '0x0', got: '0x1' } as const;
  const by = (agent: 'firmware at completion' | 'handler', field: string) => ({
    ...violation,
    field,
    writer: { agent },
  });
  const firmware = { name: 'F 1', sbi: '3.0', file: 'f.bin', sha256: '0'.repeat(64) };
  const linesOf = (violations: SweepRecord['report']['violations'], judged = true) => {
    const report = { ...record.report, ...(judged && { firmware }), violations };
    const told = Object.create(record, { report: { value: report }, differing: { value: 0 }, findings: { value: [] } });
    return sweepInWords(told as SweepRecord, spots, { appearance, program: './hartlab', flags: '' }).join(' ');
  };
  const its = [by('firmware at completion', 'memory 0x80050008'), by('firmware at completion', 'memory 0x80050000')];
  expect(linesOf(its)).toContain('the firmware writes to memory that S-mode may read, from 0x80050000 on');
  expect(linesOf(its).match(/--firmware-memory/g)).toHaveLength(1);
  expect(linesOf(its, false)).not.toContain('--firmware-memory');
  expect(linesOf([by('handler', 'memory 0x80250000'), by('firmware at completion', 'sepc')])).not.toContain(
    '--firmware-memory',
  );
});
