import { rmSync } from 'node:fs';
import { afterAll, expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { recordedIo } from './recorded-io.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const hartlab = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

test('a sweep that finds nothing passes', async () => {
  const { code, out, err } = await hartlab('sweep', 'user-return', '--boundary', '3');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe('user-return, policy private, handler minimal\n1 boundary, 1 event: all is as before afterwards\n');
});

test('--json prints the report that the lab makes', async () => {
  const { code, out } = await hartlab('sweep', 'world-switch', '--policy', 'opensbi-1.9', '--boundary', '27', '--json');
  expect(code).toBe(5);
  const report: unknown = JSON.parse(out);
  expect(report).toMatchObject({
    payload: 'world-switch',
    policy: 'opensbi-1.9',
    handler: 'minimal',
    boundaries: 1,
    injected: 1,
    skipped: [],
  });
  // Scenario K1: the hypervisor, interrupted with hstatus.SPV = 1, comes back with V = 1.
  expect(report).toHaveProperty(
    'violations',
    expect.arrayContaining([expect.objectContaining({ oracle: 'O1', field: 'V', expected: '0x0', got: '0x1' })]),
  );
});

test('--engine makes no difference to what is found, and another engine is refused', async () => {
  const sweep = ['sweep', 'user-return', '--policy', 'spec-3.0', '--handler', 'forgetful', '--json'];
  const by = (engine: string) => hartlab(...sweep, '--engine', engine);
  const { code, out } = await hartlab(...sweep);
  expect(code).toBe(5);
  expect(JSON.parse(out)).toHaveProperty('violations.length', expect.any(Number));
  for (const engine of ['reference', 'interpreter']) expect(await by(engine)).toEqual({ code, out, err: '' });
  expect(await by('fast')).toMatchObject({ code: 2, out: '' });
});

test('a window is shown as a strip, and what differs in plain words and in those of the specification', async () => {
  const { code, out } = await hartlab('sweep', 'world-switch', '--policy', 'opensbi-1.9');
  expect(code).toBe(5);
  const lines = out.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'world-switch, policy opensbi-1.9, handler minimal',
    '1,084 boundaries, 1,084 events: something differs at 733 of them',
    '',
  ]);
  expect(lines[3]).toMatch(/^ {2}who runs {2}[hwgp]{68}$/);
  expect(lines[4]).toMatch(/^ {2}result {4}[.W]{68}$/);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'The hypervisor goes on as its own guest, at 733 boundaries: V 0→1 in HS with SPV=1 (oracle O1). First at run+0x10 ' +
      '(boundary 27), last written by firmware at completion, from hstatus.SPV as ',
  );
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('colours mark the same, and only where they are wanted', async () => {
  const argv = ['sweep', 'user-return', '--policy', 'spec-3.0', '--handler', 'forgetful'];
  const plain = await hartlab(...argv);
  const coloured = await hartlab(...argv, '--color', 'always');
  expect(plain.out).not.toContain('\u001b');
  expect(coloured.out).toContain('\u001b[1;31mKKK');
  // oxlint-disable-next-line no-control-regex
  expect(coloured.out.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(plain.out);
});

test('the command that is given for a violation shows it again', async () => {
  const { out } = await hartlab(
    'sweep',
    'user-return',
    '--policy',
    'spec-3.0',
    '--handler',
    'forgetful',
    '--boundary',
    '0',
  );
  const [, ...argv] = /hartlab sweep .*/.exec(out.replaceAll(/\s*\\\n\s*/g, ' '))?.[0].split(' ') ?? [];
  const again = await hartlab(...argv);
  expect(again.code).toBe(5);
  expect(again.out).toBe(out);
  expect(again.out).toContain('privilege S→U');
});

test('a file is swept from its entry on, and needs to know nothing of SSE', async () => {
  const path = rawPayload(directory, 'spin', sources.spin);
  expect(await hartlab('sweep', path, '--policy', 'spec-3.0', '--boundaries', '50')).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /, policy spec-3.0, handler minimal\n50 boundaries, 50 events: all is as before afterwards\n/,
    ),
  });
});

test.each([
  [['world-switch', '--begin', 'main'], /world-switch declares its own window/],
  [['FILE', '--handler', 'forgetful'], /a file gets minimal/],
  [['FILE', '--begin', 'main'], /has no symbol main; give one of its symbols or an address/],
  [['FILE', '--begin', '0x80200002', '--boundaries', '1'], /does not come to the beginning/],
])('sweep %j is refused', async (argv, line) => {
  const path = rawPayload(directory, 'pass', sources.pass);
  const { code, err } = await hartlab('sweep', ...argv.map((word) => (word === 'FILE' ? path : word)));
  expect(code).toBe(2);
  expect(err).toMatch(line);
  expect(err).toMatch(/^hartlab: [^\n]*\n$/);
});

test('-smp says how many harts there are; the way to a boundary says so too', async () => {
  const { code, out } = await hartlab(
    'sweep',
    'suspend',
    '-smp',
    '2',
    '--policy',
    'spec-3.0',
    '--handler',
    'forgetful',
  );
  expect(code).toBe(5);
  const [, ...argv] = /hartlab sweep .*/.exec(out.replaceAll(/\s*\\\n\s*/g, ' '))?.[0].split(' ') ?? [];
  expect(argv.join(' ')).toMatch(/--boundary \d+ --smp 2$/);
  expect((await hartlab(...argv)).code).toBe(5);
  expect((await hartlab('sweep', 'suspend', '-smp', '2')).code).toBe(0);
});

test('--hart says which is swept, and --m-mode that events come while the firmware handles its traps', async () => {
  const { code, out } = await hartlab(
    'sweep',
    'two-harts',
    '--hart',
    '1',
    '--m-mode',
    '--policy',
    'spec-3.0',
    '--handler',
    'forgetful',
  );
  expect(code).toBe(5);
  const text = out.replaceAll(/\s*\\\n\s*/g, ' ').replaceAll(/\s+/g, ' ');
  expect(text).toMatch(
    /privilege S→U in M \(oracle O1\)\. First at .* \(boundary 0\) in the call of sPI send_ipi, last/,
  );
  const [, ...argv] = /hartlab sweep (?:[^ ]+ )*?--m-mode/.exec(text)?.[0].split(' ') ?? [];
  expect(argv.join(' ')).toMatch(/--boundary 0 --hart 1 --m-mode$/);
  expect((await hartlab(...argv)).code).toBe(5);
});
