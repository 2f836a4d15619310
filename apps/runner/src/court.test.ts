import type { CourtReport } from '@hartlab/lab';
import { expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const court = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(['court', ...argv], io);
  return { code, out: io.out(), err: io.err() };
};

test('the report has every case under every defendant, by case and then by defendant', async () => {
  const { code, out } = await court(
    'user-return',
    '--policies',
    'private,spec-3.0',
    '--handlers',
    'minimal,forgetful',
    '--json',
  );
  expect(code).toBe(5);
  const { defendants, cases, trials } = JSON.parse(out) as CourtReport;
  expect(defendants).toEqual([
    { label: 'built-in:private', policy: 'private' },
    { label: 'built-in:spec-3.0', policy: 'spec-3.0' },
  ]);
  expect(cases.map(({ name }) => name)).toEqual(['user-return/minimal/signal', 'user-return/forgetful/signal']);
  // A handler that forgets sstatus loses the kernel's privilege where that is resumed from sstatus.SPP
  // (sbi "Software Event Completion"), and nowhere else.
  expect(trials.map(({ findings }) => findings.map(({ id }) => id))).toEqual([
    [],
    [],
    [],
    [
      'user-return/forgetful/signal/O1/privilege/S-U/S',
      expect.stringMatching('/O1/mstatus.SIE/0-1/S$'),
      expect.stringMatching('/O1/mstatus.SIE/0-1/U$'),
    ],
  ]);
});

test('the table has defendants side by side, and cases with the same findings together', async () => {
  const { code, out } = await court(
    'user-return',
    '--policies',
    'private,spec-3.0',
    '--handlers',
    'minimal,pmu,forgetful',
    '--sources',
    'signal,software',
  );
  expect(code).toBe(5);
  const lines = out.split('\n');
  expect(lines.slice(0, 2)).toEqual(['built-in:private', 'built-in:spec-3.0']);
  expect(out).toContain('user-return, minimal, pmu (signal, software): ');
  expect(out).toContain('user-return, forgetful (signal, software): ');
  expect(out).toMatch(/O1 privilege S→U in S +0 +\d+ {2}kernel_warning \(0\)\n/);
});

test.each([
  [['-bios', '/nowhere/fw.bin'], /cannot read the firmware \/nowhere\/fw\.bin/],
  [['-bios', 'a.bin', '-bios', 'a.bin'], /-bios a\.bin is given twice; give each firmware once/],
  [['--handlers', 'minimal,tiny'], /the choices are all, minimal, /],
  [['no-such-guest'], /neither a file nor a guest called no-such-guest/],
] as const)('%j is refused in one line', async (argv, line) => {
  const { code, out, err } = await court(...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
  expect(err.split('\n')).toHaveLength(2);
});
