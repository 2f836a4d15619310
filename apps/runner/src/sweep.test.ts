import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { main } from './cli.ts';
import { rawPayload, sources, temporaryDirectory } from './payload-fixture.ts';
import { recordedIo } from './recorded-io.ts';

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
  expect(out).toBe('user-return, policy private, handler minimal\nboundaries 1, injected 1, skipped 0, differ 0\n');
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

test('the command that a table gives for a violation shows it again', async () => {
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
  const [, ...argv] = /hartlab sweep .*/.exec(out)?.[0].split(' ') ?? [];
  const again = await hartlab(...argv);
  expect(again.code).toBe(5);
  expect(again.out).toMatch(/privilege +S→U/);
});

test('a file is swept from its entry on, and needs to know nothing of SSE', async () => {
  const path = rawPayload(directory, 'spin', sources.spin);
  expect(await hartlab('sweep', path, '--policy', 'spec-3.0', '--boundaries', '50')).toMatchObject({
    code: 0,
    out: `${path}, policy spec-3.0, handler minimal\nboundaries 50, injected 50, skipped 0, differ 0\n`,
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
