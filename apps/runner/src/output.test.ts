import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { FileOutput, Lines, openOutput } from './output.ts';
import { temporaryDirectory } from './payload-fixture.ts';
import { recordedIo } from './recorded-io.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

test('a pipe that is full and does not block is waited for', async () => {
  const pipe = join(directory, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const descriptor = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = spawn('sh', ['-c', `sleep 0.2; wc -c < "${pipe}"`]);
  const counted = text(reader.stdout);
  // A pipe of Linux holds 65,536 bytes.
  new FileOutput(descriptor).write(new Uint8Array(300_000));
  // The reader must have opened it, or nobody would have.
  closeSync(descriptor);
  expect((await counted).trim()).toBe('300000');
});

test('a file that cannot be written is refused with its flag', () => {
  expect(() => openOutput(directory, '-D')).toThrow(`cannot write ${directory} for -D (EISDIR)`);
  const file = join(directory, 'file');
  openOutput(file, '-D').write('text\n');
  expect(readFileSync(file, 'utf8')).toBe('text\n');
});

test('lines are held back until there are many or flush is called, and come out once', () => {
  const io = recordedIo();
  const lines = new Lines(io.stdout);
  lines.write('one');
  expect(io.out()).toBe('');
  lines.flush();
  lines.flush();
  expect(io.out()).toBe('one\n');
  lines.write('x'.repeat(100_000));
  expect(io.out()).toHaveLength(100_005);
});
