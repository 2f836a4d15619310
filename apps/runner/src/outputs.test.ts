import { linkSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Outputs } from './outputs.ts';
import { temporaryDirectory } from './testing/payload.ts';
import { recordedIo } from './recorded-io.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const path = (name: string): string => join(directory, name);

test('a file that is named twice, by whatever path, has one writer', () => {
  const outputs = new Outputs(recordedIo(), []);
  const log = outputs.open(path('log'), '-D');
  linkSync(path('log'), path('link'));
  symlinkSync(path('log'), path('symbolic'));
  for (const name of ['log', 'link', 'symbolic']) expect(outputs.open(path(name), '--log-commits')).toBe(log);
  expect(outputs.open(path('other'), '--log-commits')).not.toBe(log);
  log.line('1');
  outputs.open(path('link'), '-serial').byte(0x32);
  log.line('');
  outputs.flush();
  expect(readFileSync(path('log'), 'utf8')).toBe('1\n2\n');
});

test('stdout and stderr that end in the same pipe have one writer, and - is stderr', () => {
  const io = recordedIo();
  const apart = new Outputs(io, []);
  expect(apart.stdout).not.toBe(apart.stderr);
  expect(apart.open('-', '-D')).toBe(apart.stderr);
  const pipe = { ...io.stdout, identity: '1:2' };
  const joined = new Outputs({ ...io, stdout: pipe, stderr: { ...io.stderr, identity: '1:2' } }, []);
  expect(joined.stdout).toBe(joined.stderr);
});

test('an output never overwrites an input', () => {
  writeFileSync(path('kernel'), 'kernel');
  linkSync(path('kernel'), path('same'));
  const outputs = new Outputs(recordedIo(), [{ path: path('kernel'), what: 'the payload' }]);
  for (const name of ['kernel', 'same'])
    expect(() => outputs.open(path(name), '-D')).toThrow(
      `-D ${path(name)} would overwrite the payload ${path('kernel')}; choose another file`,
    );
  expect(readFileSync(path('kernel'), 'utf8')).toBe('kernel');
});

test('one output that fails does not keep the others from being written', () => {
  const io = recordedIo();
  const failing = {
    isTerminal: false,
    write: () => {
      throw new Error('full');
    },
  };
  const outputs = new Outputs({ ...io, stdout: failing }, []);
  outputs.stdout.line('lost');
  outputs.stderr.line('kept');
  expect(() => outputs.flush()).toThrow('full');
  expect(io.err()).toBe('kept\n');
});
