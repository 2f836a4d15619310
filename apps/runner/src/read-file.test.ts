import { spawn, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { elfBytes, temporaryDirectory } from './testing/payload.ts';
import { readFile } from './read-file.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const path = (name: string): string => join(directory, name);
const MEBIBYTE = 1 << 20;

/** A file of `size` bytes that takes no room on the disk. */
const sparse = (name: string, start: Uint8Array, size: number): string => {
  writeFileSync(path(name), start);
  const descriptor = openSync(path(name), 'r+');
  ftruncateSync(descriptor, size);
  closeSync(descriptor);
  return path(name);
};

test.each([1, 65_535, 65_536, 65_537, 40 * MEBIBYTE])('a file of %i bytes is read whole', (size) => {
  const bytes = Buffer.alloc(size, 'content');
  writeFileSync(path('whole'), bytes);
  expect(Buffer.compare(readFile(path('whole'), 'the payload'), bytes)).toBe(0);
});

test('a file that does not say its size is read whole', () => {
  expect(new TextDecoder().decode(readFile('/proc/self/status', 'the payload'))).toMatch(/^Name:[^]*ctxt_switches/);
});

test.each([0, 1])(
  'a pipe is read to its end, and refused when it brings more than RAM holds (%i byte more)',
  (more) => {
    const pipe = path(`pipe${more}`);
    spawnSync('mkfifo', [pipe]);
    spawn('sh', ['-c', `head -c ${8 * MEBIBYTE + more} /dev/zero >"${pipe}"`]);
    const read = () => readFile(pipe, 'the initrd', 8 * MEBIBYTE).length;
    if (more === 0) expect(read()).toBe(8 * MEBIBYTE);
    else
      expect(read).toThrow(
        `cannot read the initrd ${pipe}: it is larger than 8 MiB of RAM; give a smaller file, or more memory with -m`,
      );
  },
);

test('a pipe that never ends is refused', () => {
  const pipe = path('endless');
  spawnSync('mkfifo', [pipe]);
  spawn('sh', ['-c', `exec cat /dev/zero >"${pipe}"`]);
  expect(() => readFile(pipe, 'the payload', 8 * MEBIBYTE)).toThrow(/larger than 8 MiB of RAM/);
});

test('a file that is too large is refused at once; an ELF file may have debugging information', () => {
  const started = performance.now();
  expect(() => readFile(sparse('huge', new Uint8Array(4), 2 ** 40), 'the payload')).toThrow(/larger than 3072 MiB/);
  expect(performance.now() - started).toBeLessThan(1000);
  expect(readFile(sparse('elf', elfBytes(), 20 * MEBIBYTE), 'the payload', 8 * MEBIBYTE).length).toBe(20 * MEBIBYTE);
  expect(() => readFile(sparse('raw', new Uint8Array(4), 20 * MEBIBYTE), 'the payload', 8 * MEBIBYTE)).toThrow(
    /larger than 8 MiB/,
  );
});

test('what is not a file is refused', async () => {
  const socket = path('socket');
  const server = createServer();
  await new Promise<void>((listening) => server.listen(socket, listening));
  expect(() => readFile(socket, 'the payload')).toThrow(/it is a socket/);
  server.close();
  for (const device of ['/dev/zero', '/dev/random', '/dev/null'])
    expect(() => readFile(device, 'the payload')).toThrow(
      `cannot read the payload ${device}: it is a device; give a file or a pipe`,
    );
  expect(() => readFile(directory, 'the payload')).toThrow('it is a directory; give a file (EISDIR)');
});
