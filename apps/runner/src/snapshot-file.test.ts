import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Refusal } from './refusal.ts';
import { decodeSnapshotFile, encodeSnapshotFile, snapshotPlace, VERSION, writeSnapshotFile } from './snapshot-file.ts';
import { temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const description = { hartlab: '1.2.3', smp: '2' };
const parts = [Uint8Array.of(1), new Uint8Array(5000), Uint8Array.from({ length: 300 }, (_, n) => n * n)];
const plenty = () => 1e9;
const whole = async (these: readonly Uint8Array[] = parts): Promise<Uint8Array> =>
  Uint8Array.from(Buffer.concat(await encodeSnapshotFile(description, these)));
const decode = async (bytes: Uint8Array, most: (description: unknown) => number = plenty) =>
  decodeSnapshotFile(bytes, 'x.snap', most);
const refused = async (bytes: Uint8Array, most?: () => number): Promise<string> => {
  const error: unknown = await decode(bytes, most).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  expect((error as Refusal).exit).toBe('bad input');
  expect((error as Refusal).message).toMatch(/^x\.snap [^\n]+$/);
  return (error as Refusal).message;
};
/** A file of these bytes behind the first line, which says that they are as they were written. */
const forged = (rest: Uint8Array | string, version = VERSION): Uint8Array =>
  Uint8Array.from(
    Buffer.concat([
      Buffer.from(`hartlab-snapshot ${version} ${createHash('sha256').update(rest).digest('hex')}\n`),
      Buffer.from(rest as string),
    ]),
  );
const part = (bytes: Uint8Array, length = bytes.length, stored = deflateRawSync(bytes)): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(stored.length, 0);
  header.writeUInt32LE(length, 4);
  return Buffer.concat([header, stored]);
};

describe('a snapshot file', () => {
  test('has what was put into it, many parts in order', async () => {
    expect(await decode(await whole())).toEqual({ description, parts });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 }), { maxLength: 30 }), async (some) => {
        expect((await decode(await whole(some))).parts.map((each) => [...each])).toEqual(some.map((each) => [...each]));
      }),
      { numRuns: 30 },
    );
  });

  test('says in two lines of text what it is', async () => {
    const [first, second] = Buffer.from(await whole())
      .toString('latin1')
      .split('\n');
    expect(first).toMatch(/^hartlab-snapshot 2 [0-9a-f]{64}$/);
    expect(second).toBe(JSON.stringify(description));
  });

  test('is small where there is nothing in it', async () => {
    const zeros = Array.from({ length: 64 }, () => new Uint8Array(1024 ** 2));
    expect((await whole(zeros)).length).toBeLessThan(64 * 6000);
  });

  test('is the same each time', async () => {
    expect(await whole()).toEqual(await whole());
  });
});

describe('refused in one line is', () => {
  test('a file that ends early, wherever', async () => {
    const good = await whole();
    for (let length = 1; length < good.length; length++)
      expect(await refused(good.subarray(0, length))).toMatch(/is no snapshot|is damaged: its SHA-256/);
  });

  test('a file with any byte changed', async () => {
    const good = await whole();
    for (let at = 0; at < good.length; at++)
      for (const change of [0x01, 0x20, 0x80, 0xff]) {
        const bytes = good.slice();
        bytes[at]! ^= change;
        await refused(bytes);
      }
  });

  test('a file with more behind it', async () => {
    expect(await refused(Uint8Array.of(...(await whole()), 0))).toContain('SHA-256');
  });

  test('another version, and what is no snapshot', async () => {
    for (const version of ['1', '3', '20'])
      expect(await refused(forged('{}\n', version))).toBe(
        `x.snap is a snapshot of version ${version}; this hartlab reads version 2: save it again with this one`,
      );
    for (const other of ['\x7fELF', 'hartlab-input 1 4f0c2a9be17d3386\n', 'hartlab-snapshot 0 0\n', '\n'])
      expect(await refused(Buffer.from(other))).toContain('is no snapshot: its first line is not hartlab-snapshot');
  });

  // What somebody made on purpose: the hash is right.
  test('what promises more than it has, or has more than it promises', async () => {
    const text = Buffer.from('{}\n');
    const big = deflateRawSync(new Uint8Array(10_000_000));
    const bad: [string, Uint8Array][] = [
      ['its second line does not end', Buffer.from('{}')],
      ['JSON', Buffer.from('{\n')],
      ['its last part is not whole', Buffer.concat([text, part(parts[1]!).subarray(0, -1)])],
      ['its last part is not whole', Buffer.concat([text, Buffer.alloc(7)])],
      ['one of its parts says that it has 0 bytes', Buffer.concat([text, part(new Uint8Array(0))])],
      ['one of its parts says that it has 4294967295 bytes', Buffer.concat([text, part(parts[1]!, 2 ** 32 - 1)])],
      ['a part of 5001 bytes has 5000', Buffer.concat([text, part(parts[1]!, 5001)])],
      ['Cannot create a Buffer larger than 5000 bytes', Buffer.concat([text, part(parts[1]!, 5000, big)])],
      ['damaged', Buffer.concat([text, part(parts[1]!, 5000, Buffer.from([0xff, 0xff])), part(parts[0]!)])],
    ];
    for (const [why, rest] of bad)
      expect(await refused(forged(rest))).toMatch(new RegExp(`is damaged: .*${why}|is ${why}`));
  });

  test('more than the machine that it describes can have, before it is read', async () => {
    const file = await whole();
    const total = parts.reduce((sum, { length }) => sum + length, 0);
    expect((await decode(file, () => total)).parts).toHaveLength(3);
    expect(await refused(file, () => total - 1)).toContain('there is more in it than its machine has');
  });

  test('what the caller refuses of the description', async () => {
    const refuse = () => {
      throw new Refusal('x.snap is of another machine');
    };
    expect(await refused(await whole(), refuse)).toBe('x.snap is of another machine');
  });
});

describe('it is written', () => {
  const inside = (name: string) => join(directory, name);

  test('whole, in place of what was there, and nothing is left beside it', async () => {
    const path = inside('whole.snap');
    writeFileSync(path, 'before');
    const pieces = await encodeSnapshotFile(description, parts);
    const length = writeSnapshotFile(snapshotPlace(path), pieces);
    expect(readFileSync(path)).toEqual(Buffer.concat(pieces));
    expect(length).toBe(lstatSync(path).size);
    expect(readdirSync(directory).filter((name) => name.startsWith('whole'))).toEqual(['whole.snap']);
  });

  test('not at all when that fails, and what was there stays', () => {
    const path = inside('stays.snap');
    writeFileSync(path, 'before');
    const place = snapshotPlace(path);
    const piece = {
      get length(): number {
        throw new Error('no more');
      },
    } as unknown as Uint8Array;
    expect(() => writeSnapshotFile(place, [Buffer.from('after'), piece])).toThrow(
      /^cannot write .*stays.snap for --save: no more$/,
    );
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(directory).filter((name) => name.startsWith('stays'))).toEqual(['stays.snap']);
  });

  test('where a symbolic link leads, which stays one', () => {
    writeFileSync(inside('target.snap'), 'before');
    symlinkSync('target.snap', inside('link.snap'));
    writeSnapshotFile(snapshotPlace(inside('link.snap')), [Buffer.from('after')]);
    expect(lstatSync(inside('link.snap')).isSymbolicLink()).toBe(true);
    expect(readFileSync(inside('target.snap'), 'utf8')).toBe('after');
  });

  test.each([
    ['a device', () => '/dev/null', 'it is no file'],
    ['a directory', () => directory, 'it is no file'],
    ['a place in no directory', () => inside('nowhere/x.snap'), 'there is no such file or directory'],
    ['a link that leads nowhere', () => inside('dangling.snap'), 'there is no such file or directory'],
  ])('never to %s: that is refused before the run', (_, path, why) => {
    if (!existsSync(inside('dangling.snap'))) {
      mkdirSync(inside('folder'), { recursive: true });
      rmSync(inside('dangling.snap'), { force: true });
      symlinkSync('nowhere/at/all', inside('dangling.snap'));
    }
    expect(() => snapshotPlace(path())).toThrow(Refusal);
    expect(() => snapshotPlace(path())).toThrow(why);
  });
});
