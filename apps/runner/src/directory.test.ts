import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FileError, type SharedDirectory } from '@hartlab/machine';
import { sharedDirectory } from './directory.ts';
import { temporaryDirectory } from './testing/payload.ts';

/* Expected values: Linux, open(2), openat(2) and errno.h. */
const [ENOENT, ENXIO, EACCES, ENOTDIR, ELOOP, ENAMETOOLONG] = [2, 6, 13, 20, 40, 36];

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const outside = join(directory, 'outside');
const root = join(directory, 'root');
mkdirSync(outside);
mkdirSync(join(root, 'sub/deep'), { recursive: true });
writeFileSync(join(outside, 'f'), 'outside');
writeFileSync(join(root, 'sub/f'), 'inside');
writeFileSync(join(root, 'run'), '');
chmodSync(join(root, 'run'), 0o700);
writeFileSync(join(root, 'sparse'), '');
truncateSync(join(root, 'sparse'), 2 ** 40);
symlinkSync(outside, join(root, 'out'));
symlinkSync('/etc/passwd', join(root, 'absolute'));
symlinkSync('sub', join(root, 'inner'));
writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xe9])]), 'bytes');
execFileSync('mkfifo', [join(root, 'pipe')]);
const server = createServer().listen(join(root, 'socket'));
await once(server, 'listening');
afterAll(() => server.close());

const shared = sharedDirectory(root);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const errorOf = (act: () => unknown): number => {
  try {
    act();
  } catch (error) {
    if (error instanceof FileError) return error.errno;
    throw error;
  }
  return 0;
};

test('files are what they are', () => {
  expect(shared.facts('')).toEqual({ kind: 'directory', size: 0, isExecutable: true });
  expect(shared.facts('sub/f')).toEqual({ kind: 'file', size: 6, isExecutable: false });
  expect(shared.facts('run')).toEqual({ kind: 'file', size: 0, isExecutable: true });
  expect(shared.facts('inner')).toMatchObject({ kind: 'link', size: 3 });
  expect([shared.facts('pipe').kind, shared.facts('socket').kind, shared.facts('sub/deep').kind]).toEqual([
    'fifo',
    'socket',
    'directory',
  ]);
  expect(shared.list('').map(({ name, kind }) => `${name} ${kind}`)).toEqual(
    expect.arrayContaining(['sub directory', 'out link', 'pipe fifo', 'socket socket', '\u00ff\u00e9 file']),
  );
  expect(text(shared.read('\u00ff\u00e9', 0, 9))).toBe('bytes');
  expect(shared.target('absolute')).toBe('/etc/passwd');
});

test('a file is read as far as it goes', () => {
  expect([text(shared.read('sub/f', 2, 3)), text(shared.read('sub/f', 4, 99))]).toEqual(['sid', 'de']);
  expect([6, 7, 2 ** 60].map((offset) => shared.read('sub/f', offset, 5).length)).toEqual([0, 0, 0]);
  expect(shared.read('sparse', 2 ** 40 - 2, 9)).toEqual(new Uint8Array(2));
});

test('no link is followed, and nothing but files and directories is opened', () => {
  for (const path of ['out/f', 'inner/f']) expect([ENOTDIR, ELOOP]).toContain(errorOf(() => shared.read(path, 0, 9)));
  for (const path of ['out', 'absolute', 'pipe', 'socket', 'sub'])
    expect(
      errorOf(() => shared.read(path, 0, 9)),
      path,
    ).toBe(ENXIO);
  for (const path of ['out', 'inner', 'pipe', 'run'])
    expect([ENOTDIR, ELOOP]).toContain(errorOf(() => shared.list(path)));
  expect(errorOf(() => shared.facts('none'))).toBe(ENOENT);
  expect(errorOf(() => shared.facts('run/x'))).toBe(ENOTDIR);
  expect(errorOf(() => shared.facts('x'.repeat(300)))).toBe(ENAMETOOLONG);
});

test.each(['..', '../outside/f', 'sub/../../outside/f', 'out/../f', '.', 'sub//f', '/etc/passwd', 'sub/f\0'])(
  '%j is no path',
  (path) => {
    const acts = [shared.facts, shared.list, shared.target, (its: string) => shared.read(its, 0, 9)];
    expect(acts.map((act) => errorOf(() => act(path)))).toEqual(acts.map(() => ENOENT));
  },
);

test.skipIf(process.getuid?.() === 0)('what the host forbids is forbidden', () => {
  chmodSync(join(root, 'run'), 0);
  expect(errorOf(() => shared.read('run', 0, 1))).toBe(EACCES);
  chmodSync(join(root, 'run'), 0o700);
});

test('nothing stays open', () => {
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let n = 0; n < 100; n++) {
    shared.read('sub/f', 0, 1);
    shared.list('sub');
    errorOf(() => shared.read('out/f', 0, 1));
    errorOf(() => shared.list('pipe'));
  }
  expect(open()).toBe(before);
});

/** Replaces the directory by a link to the one outside and back, as fast as it can. */
const swapper = `
const fs = require('node:fs');
process.chdir(process.argv[1]);
const end = Date.now() + 20000;
process.send?.('ready');
while (Date.now() < end) {
  fs.renameSync('sub', 'kept'); fs.symlinkSync('../outside', 'sub');
  fs.unlinkSync('sub'); fs.renameSync('kept', 'sub');
}`;

test('a directory that becomes a link meanwhile leads nowhere', { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, ['-e', swapper, root], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  const seen = new Set<string>();
  const look = (act: (its: SharedDirectory) => string): void => {
    try {
      seen.add(act(shared));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      seen.add('error');
    }
  };
  for (let n = 0; n < 6_000; n++) {
    look((its) => text(its.read('sub/f', 0, 9)));
    if (n % 4 === 0) look((its) => (its.list('sub').some(({ name }) => name === 'deep') ? 'inside' : 'outside'));
  }
  child.kill();
  await once(child, 'exit');
  expect([seen.has('inside'), seen.has('outside')]).toEqual([true, false]);
});
