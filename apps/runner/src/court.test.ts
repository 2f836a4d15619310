import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CourtReport } from '@hartlab/lab';
import { afterAll, expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { bundledProgram, start } from './testing/program.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string): string => join(directory, name);

const court = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(['court', ...argv], io);
  return { code, out: io.out(), err: io.err() };
};

/** One case that finds something under one of two policies. */
const small = ['user-return', '--policies', 'private,spec-3.0', '--handlers', 'minimal,forgetful'];
// A handler that forgets sstatus loses the kernel's privilege where that is resumed from sstatus.SPP
// (sbi "Software Event Completion"), and nowhere else.
const ids = [
  'user-return/forgetful/signal/O1/privilege/S-U/S',
  'user-return/forgetful/signal/O1/mstatus.SIE/0-1/S',
  'user-return/forgetful/signal/O1/mstatus.SIE/0-1/U',
];

test('the report has every case under every defendant, by case and then by defendant', async () => {
  const { code, out } = await court(...small, '--json');
  expect(code).toBe(5);
  const { defendants, cases, trials } = JSON.parse(out) as CourtReport;
  expect(defendants).toEqual([
    { label: 'built-in:private', policy: 'private' },
    { label: 'built-in:spec-3.0', policy: 'spec-3.0' },
  ]);
  expect(cases.map(({ name }) => name)).toEqual(['user-return/minimal/signal', 'user-return/forgetful/signal']);
  expect(trials.map(({ findings }) => findings.map(({ id }) => id))).toEqual([[], [], [], ids]);
});

test('the table has defendants side by side, and cases with the same findings together', async () => {
  const { code, out } = await court(...small, '--handlers', 'minimal,pmu,forgetful');
  expect(code).toBe(5);
  const lines = out.split('\n');
  expect(lines.slice(0, 2)).toEqual(['built-in:private', 'built-in:spec-3.0']);
  expect(out).toContain('user-return, minimal, pmu (signal): ');
  expect(out).toContain('user-return, forgetful (signal): ');
  expect(out).toMatch(/O1 privilege S→U in S +0 +\d+ {2}kernel_warning \(0\)\n/);
});

test('what is found can be written down and expected; anything else, and anything less, is told of', async () => {
  const known = file('known.txt');
  expect(await court(...small, '--write-expect', known)).toMatchObject({ code: 5 });
  expect(await court(...small, '--expect', known)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/all is as \S+ expects/),
  });
  writeFileSync(known, readFileSync(known, 'utf8').replace(/^\d+( \S+privilege\S+)$/m, '7$1'));
  const { code, out } = await court(...small, '--expect', known, '--json');
  expect(code).toBe(5);
  expect((JSON.parse(out) as CourtReport).disagreements).toEqual([
    { defendant: 'built-in:spec-3.0', id: ids[0], expected: 7, found: expect.any(Number) },
  ]);
  expect(await court('--expect', known, 'user-return', '--policies', 'private', '--handlers', 'minimal')).toMatchObject(
    { code: 5 },
  );
});

test('a comparison passes where nothing differs, whatever is found, and lists what differs elsewhere', async () => {
  const compare = (policy: string, ...more: string[]) =>
    court('user-return', '--handlers', 'forgetful', '--compare', 'built-in:spec-3.0', '--policies', policy, ...more);
  const { code, out } = await compare('opensbi-1.9');
  // The two differ in what they make of hstatus and of ELP, of which user-return has none.
  expect(code).toBe(0);
  expect(out).toMatch(/in common, no difference\n$/);
  const other = await compare('private', '--json');
  expect(other.code).toBe(5);
  const { trials, comparisons } = JSON.parse(other.out) as CourtReport;
  const total = trials[0]!.findings.reduce((sum, { count }) => sum + count, 0);
  expect(comparisons).toMatchObject([{ model: 'built-in:spec-3.0', defendant: 'built-in:private', common: 0 }]);
  expect(comparisons![0]!.differences).toHaveLength(total);
  expect(comparisons![0]!.differences[0]).toMatchObject({
    boundary: 0,
    oracle: 'O1',
    field: 'privilege',
    model: { expected: '0x1', got: '0x0' },
    defendant: null,
  });
});

test('--stop-at-first ends at the first boundary that differs, and tells of no case behind it', async () => {
  const { code, out } = await court(...small, '--handlers', 'minimal,forgetful,pmu', '--stop-at-first', '--json');
  expect(code).toBe(5);
  const { trials } = JSON.parse(out) as CourtReport;
  expect(trials.map(({ boundaries, stopped }) => [boundaries, stopped])).toEqual([
    [trials[0]!.boundaries, undefined],
    [trials[0]!.boundaries, undefined],
    [trials[0]!.boundaries, undefined],
    [1, true],
  ]);
});

test('a payload that does not come to its window is told of in one line', async () => {
  const pass = rawPayload(directory, 'pass', sources.pass);
  const { code, err } = await court(pass, '--policies', 'private', '--begin', '0x80201000');
  expect(code).toBe(2);
  expect(err).toMatch(/^hartlab: \S+ does not come to the beginning of .*\n$/);
});

test('a run that was saved is judged with the firmware that it has, under each of its policies', async () => {
  const snapshot = file('hello.snap');
  const io = recordedIo();
  expect(await main(['run', 'hello', '--hand', '--save', snapshot, '--at', 'sweep_begin'], io)).toBe(0);
  const { code, out } = await court('--restore', snapshot, '--sources', 'software', '--json');
  expect(code).toBe(0);
  const { defendants, cases, trials } = JSON.parse(out) as CourtReport;
  expect(defendants.map(({ policy }) => policy)).toEqual(['private', 'spec-3.0', 'opensbi-1.9', 'patch-2026-04']);
  expect(cases.map(({ name }) => name)).toEqual(['hello.snap/minimal/software']);
  expect(new Set(trials.map(({ injected }) => injected)).size).toBe(1);
  expect(trials[0]!.injected).toBeGreaterThan(50);
  expect(await court('--restore', snapshot, '-bios', 'fw.bin')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/has its own firmware; leave out -bios/),
  });
  expect(await court('hello', '--restore', snapshot)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/has its own payload; leave out hello/),
  });
});

test('the flags of a machine are those of all its trials', async () => {
  const { code, out } = await court('hello', '-smp', '2', '-m', '16M', '--policies', 'private', '--tap');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'TAP version 14',
    '1..4',
    ...['minimal', 'preserving', 'forgetful', 'linux-2026'].map(
      (handler, n) => `ok ${n + 1} - hello/${handler}/signal-2-harts under built-in:private`,
    ),
    '',
  ]);
  const junit = file('junit.xml');
  expect(await court(...small, '--junit', junit)).toMatchObject({ code: 5 });
  expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="built-in:spec-3.0" tests="2" failures="1"');
});

test.each([
  [['-bios', '/nowhere/fw.bin'], /cannot read the firmware \/nowhere\/fw\.bin/],
  [['-bios', 'a.bin', '-bios', 'a.bin'], /-bios a\.bin is given twice; give each firmware once/],
  [
    ['-bios', rawPayload(directory, 'reset', sources.reset)],
    /reset\.bin: .*it lies outside|reset\.bin: the firmware does not come/,
  ],
  [['--handlers', 'minimal,tiny'], /the choices are all, minimal, /],
  [['--compare', 'built-in:best'], /there is no policy "best"; the policies are private, /],
  [['--compare', 'built-in:private'], /nothing to compare built-in:private with; give -bios FILE/],
  [['--expect', '/nowhere/known.txt'], /cannot read what is expected \/nowhere\/known\.txt/],
  [
    ['--bisect', 'K1', '-bios', 'a.bin', '-bios', 'b.bin'],
    /K1 is not the id of a finding; give one that hartlab court --json says/,
  ],
  [['--bisect', ids[0]!, '-bios', 'a.bin'], /--bisect needs at least two firmware files/],
  [['--jobs', '0'], /give a whole number from 1 to 256/],
  [['no-such-guest'], /neither a file nor a guest called no-such-guest/],
])('%j is refused in one line', async (argv, line) => {
  const { code, out, err } = await court(...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
  expect(err.split('\n')).toHaveLength(2);
});

test('any number of jobs, and a campaign that was killed and gone on with, give the same report', async () => {
  const program = await bundledProgram('court');
  const words = [program, 'court', ...small, '--json'];
  const run = (...more: string[]): string =>
    spawnSync(process.execPath, [...words, ...more], { encoding: 'utf8' }).stdout;
  const one = run();
  expect(JSON.parse(one)).toHaveProperty('trials.length', 4);
  expect(run('--jobs', '2') === one).toBe(true);
  const folder = file('campaign');
  const { child, ended } = start(process.execPath, [...words, '--resume', folder]);
  const watch = setInterval(() => {
    try {
      if (readdirSync(folder).some((name) => name === 'trial-00001.json')) child.kill('SIGKILL');
    } catch {
      // It is not there yet.
    }
  }, 2);
  expect(await ended).toMatchObject({ signal: 'SIGKILL', out: '' });
  clearInterval(watch);
  expect(run('--resume', folder, '--jobs', '4') === one).toBe(true);
});

test('a finding as a text has its case judged alone, and what shows a campaign is refused without one', async () => {
  const id = 'user-return/forgetful/signal/O1/privilege/S-U/S';
  const { code, out } = await court('--policies', 'spec-3.0,private', '--text', id);
  expect(code).toBe(5);
  expect(out).toMatch(/^SSE: a kernel goes on in user mode\n/);
  expect(out).toContain(`\n    hartlab reproduce ${id} --policy spec-3.0 -o repro.S\n`);
  expect(await court('--bisect', id, '--tap')).toEqual({
    code: 2,
    out: '',
    err: 'hartlab: --tap shows a campaign, and --bisect makes none\n',
  });
  expect((await court('--json', '--tap')).err).toBe(
    'hartlab: --json, --tap and --text are forms of the result; give one\n',
  );
});
