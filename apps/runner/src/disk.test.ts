import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const disk = join(directory, 'disk.img');
const saved = join(directory, 'saved');
/** Writes to the disk's second sector, and reads it again. */
const path = rawPayload(directory, 'disk', sources.disk);
const drive = ['-drive', `file=${disk},format=raw,if=none,id=x`, '-device', 'virtio-blk-device,drive=x'];

const hartlab = async (...argv: readonly string[]) => {
  const io = recordedIo('');
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};
const written = (): readonly (number | undefined)[] => [511, 512, 519, 520].map((at) => readFileSync(disk)[at]);

beforeEach(() => writeFileSync(disk, new Uint8Array(2048).fill(0xdd)));

test('what the guest writes is in the file', async () => {
  expect(await hartlab('run', path, ...drive)).toMatchObject({ code: 0, err: '' });
  expect(written()).toEqual([0xdd, 0x11, 0x11, 0]);
});

test('and is not, with -snapshot', async () => {
  expect(await hartlab('run', path, ...drive, '-snapshot')).toMatchObject({ code: 0 });
  expect(written()).toEqual([0xdd, 0xdd, 0xdd, 0xdd]);
});

test('-d disk tells of each request, and after how many instructions: a run that ends at the next has it', async () => {
  const { err } = await hartlab('run', path, ...drive, '-d', 'disk');
  const requests = [...err.matchAll(/^virtio-mmio-bus\.7: (.*), after (\d+) instructions$/gm)];
  expect(requests.map(([, request]) => request)).toEqual(['write of 512 bytes at 0x200', 'read of 512 bytes at 0x200']);
  const before = Number(requests[0]![2]);
  for (const [limit, second] of [
    [before, 0xdd],
    [before + 1, 0x11],
  ] as const) {
    writeFileSync(disk, new Uint8Array(2048).fill(0xdd));
    await hartlab('run', path, ...drive, '--max-instructions', `${limit}`);
    expect(written()[1]).toBe(second);
  }
});

test('a run that was saved after it wrote reads what it wrote, whatever the file has', async () => {
  expect(await hartlab('run', path, ...drive, '-snapshot', '--save', saved, '--at', '75')).toMatchObject({ code: 0 });
  expect(await hartlab('run', '--restore', saved)).toMatchObject({ code: 0, err: '' });
  expect(written()).toEqual([0xdd, 0xdd, 0xdd, 0xdd]);
});

describe('a disk that is not what it was when the run was saved is refused in one line', () => {
  const refused = async (...words: readonly string[]) => {
    const { code, out, err } = await hartlab(...words, '--restore', saved);
    expect({ code, out }, err).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^hartlab: [^\n]*saved with something else on the disk [^\n]*disk\.img; put back [^\n]*\n$/);
  };

  test.each(['-snapshot', '-no-reboot'])('with %s', async (flag) => {
    expect(await hartlab('run', path, ...drive, flag, '--save', saved, '--at', '75')).toMatchObject({ code: 0 });
    const before = readFileSync(disk);
    // One byte that the guest has not read, one that is a zero, one more and one less.
    for (const changed of [
      before.with(2047, 0),
      before.with(2047, 0xdc),
      Buffer.concat([before, Buffer.of(0)]),
      before.subarray(0, 2047),
    ]) {
      writeFileSync(disk, changed);
      await refused('run');
      expect(readFileSync(disk)).toEqual(Buffer.from(changed));
    }
    await refused('sweep');
    writeFileSync(disk, before);
    expect(await hartlab('run', '--restore', saved)).toMatchObject({ code: 0, err: '' });
  });

  test('also where the run that went on has changed it', async () => {
    expect(await hartlab('run', path, ...drive, '--save', saved, '--at', '20')).toMatchObject({ code: 0 });
    expect(written()).toEqual([0xdd, 0xdd, 0xdd, 0xdd]);
    expect(await hartlab('run', '--restore', saved)).toMatchObject({ code: 0, err: '' });
    expect(written()).toEqual([0xdd, 0x11, 0x11, 0]);
    await refused('run');
  });

  test('whichever word names it', async () => {
    const words = ['-blockdev', `driver=file,node-name=x,filename=${disk}`, '-device', 'virtio-blk-device,drive=x'];
    expect(await hartlab('run', path, ...words, '--save', saved, '--at', '20')).toMatchObject({ code: 0 });
    writeFileSync(disk, new Uint8Array(2048).fill(0xde));
    await refused('run');
  });

  test('and one that is gone', async () => {
    expect(await hartlab('run', path, ...drive, '--save', saved, '--at', '20')).toMatchObject({ code: 0 });
    rmSync(disk);
    const { code, err } = await hartlab('run', '--restore', saved);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^hartlab: cannot [^\n]*disk\.img[^\n]*\n$/) });
  });
});

test('a sweep writes nothing', async () => {
  const { code, out } = await hartlab('sweep', path, ...drive, '--boundaries', '90', '--json');
  expect({ code, violations: (JSON.parse(out) as { violations: unknown[] }).violations }).toEqual({
    code: 0,
    violations: [],
  });
  expect(written()).toEqual([0xdd, 0xdd, 0xdd, 0xdd]);
});

test('no output overwrites it', async () => {
  const port = [
    '-chardev',
    `file,id=c,path=${disk}`,
    '-device',
    'virtio-serial-device',
    '-device',
    'virtconsole,chardev=c',
  ];
  for (const words of [port, ['-serial', `file:${disk}`], ['-d', 'int', '-D', disk]]) {
    const { code, err } = await hartlab('run', path, ...drive, ...words);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/would overwrite the disk [^\n]*\n$/) });
  }
  expect(written()).toEqual([0xdd, 0xdd, 0xdd, 0xdd]);
});

test('what cannot be is one line', async () => {
  const { code, err } = await hartlab('run', path, '-drive', 'file=/nonexistent/disk.img');
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^hartlab: cannot use the disk [^\n]*\n$/) });
});
