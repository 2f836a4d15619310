import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { FileOutput, openOutput, OutputClosed } from './output.ts';
import { temporaryDirectory } from './testing/payload.ts';
import { Signals } from './signals.ts';

const signals = new Signals();
const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

test('a pipe that is full and does not block is waited for', async () => {
  const pipe = join(directory, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const descriptor = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = spawn('sh', ['-c', `sleep 0.2; wc -c < "${pipe}"`]);
  const counted = text(reader.stdout);
  // A pipe of Linux holds 65,536 bytes.
  new FileOutput(descriptor, 'the pipe', signals).write(new Uint8Array(300_000));
  // The reader must have opened it, or nobody would have.
  closeSync(descriptor);
  expect((await counted).trim()).toBe('300000');
});

test('a file that cannot be written is refused with its flag', () => {
  expect(() => openOutput(directory, '-D', signals)).toThrow(
    `cannot write ${directory} for -D: it is a directory; give a file (EISDIR)`,
  );
  const file = join(directory, 'file');
  openOutput(file, '-D', signals).write('text\n');
  expect(readFileSync(file, 'utf8')).toBe('text\n');
});

test('what the host cannot write is said with the name of the output, and has an exit of its own', () => {
  const full = new FileOutput(openSync('/dev/full', 'w'), 'standard output', signals);
  expect(() => full.write('text')).toThrow(
    expect.objectContaining({
      exit: 'host error',
      message:
        'cannot write to standard output: no space is left on its device; make room or choose another place (ENOSPC)',
    }),
  );
  const readOnly = new FileOutput(openSync('/dev/null', 'r'), 'the log', signals);
  expect(() => readOnly.write('text')).toThrow(/cannot write to the log: it is not open for that.* \(EBADF\)/);
});

test('a pipe without a reader is closed', () => {
  const pipe = join(directory, 'closed');
  spawnSync('mkfifo', [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const output = openOutput(pipe, '-D', signals);
  closeSync(reader);
  expect(() => output.write('text')).toThrow(OutputClosed);
});

test('while it writes, it says where', () => {
  const said: string[] = [];
  class Watched extends Signals {
    override say(activity: string): void {
      said.push(activity);
    }
  }
  openOutput('/dev/null', '-D', new Watched()).write('text');
  expect(said).toEqual(['waiting to write /dev/null', '', 'writing to /dev/null', '']);
});
