import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { temporaryDirectory } from './testing/payload.ts';
import { later, start } from './testing/program.ts';

/*
 * `./hartlab`, in a checkout that consists of it, its scripts, and a turbo that takes its time: it appends to a log when
 * it begins and ends, and builds a program that says how it was called.
 */
const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const checkout = join(directory, 'a checkout');
const inCheckout = (path: string): string => join(checkout, path);
const repository = fileURLToPath(new URL('../../../', import.meta.url));

const turbo = `#!/bin/sh
echo begin >>log
sleep "\${BUILD_SECONDS:-0.5}"
test -z "$BUILD_FAILS" || { echo 'it does not compile'; exit 1; }
mkdir -p apps/runner/dist
echo 'console.log([process.env.HARTLAB_LAUNCHER, process.cwd(), ...process.argv.slice(2)].join("|"))' >apps/runner/dist/main.js
echo end >>log
`;

beforeEach(() => {
  rmSync(checkout, { recursive: true, force: true });
  for (const place of ['apps/runner/src', 'packages/isa/src', 'node_modules/.bin'])
    mkdirSync(inCheckout(place), { recursive: true });
  for (const name of ['hartlab', 'scripts']) cpSync(join(repository, name), inCheckout(name), { recursive: true });
  writeFileSync(inCheckout('package.json'), '{"type": "module"}');
  writeFileSync(inCheckout('packages/isa/src/index.ts'), '');
  writeFileSync(inCheckout('node_modules/.bin/turbo'), turbo);
  chmodSync(inCheckout('node_modules/.bin/turbo'), 0o755);
});

const log = (): string => (existsSync(inCheckout('log')) ? readFileSync(inCheckout('log'), 'utf8') : '');
const launch = (command: string, argv: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, HARTLAB_LAUNCHER: undefined, ...env },
  });
  return { code: status, out: stdout, err: stderr };
};

test('it builds once without a word, again when a source changed, and works from any directory', () => {
  const said = { code: 0, out: `${inCheckout('hartlab')}|${directory}|run|-append|a  b|*\n`, err: '' };
  const run = () => launch(inCheckout('hartlab'), ['run', '-append', 'a  b', '*']);
  expect(run()).toEqual(said);
  expect(run()).toEqual(said);
  expect(log()).toBe('begin\nend\n');
  const soon = new Date(Date.now() + 10_000);
  utimesSync(inCheckout('packages/isa/src/index.ts'), soon, soon);
  expect(run()).toEqual(said);
  expect(log()).toBe('begin\nend\nbegin\nend\n');
});

test('it works through symbolic links on the PATH, and says the word by which it was called', () => {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  symlinkSync('../a checkout/hartlab', join(bin, 'link'));
  symlinkSync('link', join(bin, 'hl'));
  const { out } = launch('hl', ['policies'], { PATH: `${bin}:${process.env['PATH']}` });
  expect(out).toBe(`hl|${directory}|policies\n`);
});

test('without the packages it says what to do', () => {
  rmSync(inCheckout('node_modules'), { recursive: true });
  expect(launch(inCheckout('hartlab'))).toEqual({
    code: 2,
    out: '',
    err: `hartlab: the packages are not installed; run in ${checkout}: npx -y pnpm@12.21.0 install\n`,
  });
});

test('a build that fails is shown', () => {
  expect(launch(inCheckout('hartlab'), [], { BUILD_FAILS: '1' })).toEqual({
    code: 70,
    out: '',
    err: 'it does not compile\nhartlab: the build failed, see above\n',
  });
  expect(launch(inCheckout('hartlab')).code).toBe(0);
});

test.each([
  ['', undefined],
  [', though a process that has gone left its lock', spawnSync('true').pid],
])('many at once build once, one after the other%s', async (_name, gone) => {
  mkdirSync(inCheckout('.turbo'), { recursive: true });
  if (gone !== undefined) writeFileSync(inCheckout('.turbo/hartlab-builds'), String(gone));
  const runs = Array.from({ length: 8 }, () => start(inCheckout('hartlab'), ['policies']).ended);
  for (const { code, out, err } of await Promise.all(runs)) {
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('policies');
  }
  expect(log()).toBe('begin\nend\n');
});

test('a build that was killed keeps nobody waiting', async () => {
  process.env['BUILD_SECONDS'] = '5';
  const { child, ended } = start(inCheckout('hartlab'), []);
  delete process.env['BUILD_SECONDS'];
  await later(1000);
  const sent = performance.now();
  child.kill('SIGTERM');
  expect((await ended).code).toBe(143);
  expect(performance.now() - sent).toBeLessThan(1000);
  expect(launch(inCheckout('hartlab')).code).toBe(0);
  mkdirSync(inCheckout('.turbo'), { recursive: true });
  rmSync(inCheckout('.turbo/hartlab-built'));
  // A process that ended without taking its lock away: no process has this number.
  writeFileSync(inCheckout('.turbo/hartlab-builds'), '4194305');
  expect(launch(inCheckout('hartlab')).code).toBe(0);
});
