import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { R } from '../registers.ts';
import type { DescriptorChain } from '../descriptor-chain.ts';
import { T } from './message.ts';
import { NinePDevice } from './nine-p.ts';
import { Client, type Field } from './testing/client.ts';
import { memoryDirectory } from './testing/memory-directory.ts';

/*
 * Expected values: diod's protocol.md; Plan 9's walk(5), clunk(5) and remove(5); Linux's include/net/9p/9p.h and errno.h; and where
 * these leave it open QEMU, hw/9pfs/9p.c.
 */
const [ENOENT, ENOTDIR, EISDIR, EINVAL, EROFS, ELOOP, ENODATA, EMSGSIZE, ENXIO, EOPNOTSUPP] = [
  2, 20, 21, 22, 30, 40, 61, 90, 6, 95,
];
const [ROOT, NOFID] = [1, 0xffff_ffff];
const d = (value: number): Field => [4, value];
const q = (value: number | bigint): Field => [8, value];
const w = (value: number): Field => [2, value];

const big = Uint8Array.from({ length: 10_000 }, (_, n) => n % 251);
const files = {
  'z.txt': Uint8Array.from([104, 105]),
  'run.sh': new Uint8Array(513),
  big,
  sub: 'directory',
  'sub/deep': 'directory',
  'sub/deep/file': Uint8Array.of(7),
  out: { target: '../../etc/passwd' },
  pipe: 'fifo',
  disk: 'block device',
  'caf\u00e9': new Uint8Array(),
} as const;

const mounted = () => {
  const directory = memoryDirectory(files);
  const device = new NinePDevice(directory, 'share');
  const client = new Client(device);
  client.done(T.version, d(8192), '9P2000.L');
  client.done(T.attach, d(ROOT), d(NOFID), 'root', '', d(0));
  let fids = ROOT;
  const walk = (path: string, from = ROOT): number => {
    const names = path === '' ? [] : path.split('/');
    client.done(T.walk, d(from), d(++fids), w(names.length), ...names);
    return fids;
  };
  const open = (path: string): number => {
    const fid = walk(path);
    client.done(T.lopen, d(fid), d(0));
    return fid;
  };
  return { directory, device, client, walk, open };
};

const attributes = (client: Client, fid: number) => {
  const reply = client.done(T.getattr, d(fid), q(0x3fff));
  const words = (count: number) => Array.from({ length: count }, () => reply.u64());
  const [valid] = words(1);
  const qid = { type: reply.u8(), version: reply.u32(), path: reply.u64() };
  const [mode, uid, gid] = [reply.u32(), reply.u32(), reply.u32()];
  const [nlink, rdev, size, blksize, blocks, atime, , mtime, , ctime] = words(10);
  return {
    valid,
    qid,
    mode: mode.toString(8),
    owner: [uid, gid],
    nlink,
    rdev,
    size,
    blksize,
    blocks,
    times: [atime, mtime, ctime],
  };
};

const entries = (client: Client, fid: number, count = 8000) => {
  const found: { name: string; type: number; path: number }[] = [];
  for (let offset = 0; ;) {
    const reply = client.done(T.readdir, d(fid), q(offset), d(count));
    let left = reply.u32();
    if (left === 0) return found;
    while (left > 0) {
      reply.u8();
      reply.u32();
      const path = reply.u64();
      offset = reply.u64();
      const [type, name] = [reply.u8(), reply.text()];
      found.push({ name, type, path });
      left -= 24 + name.length;
    }
  }
};

const content = (client: Client, fid: number, offset: number, count: number): number[] => {
  const reply = client.done(T.read, d(fid), q(offset), d(count));
  return Array.from({ length: reply.u32() }, () => reply.u8());
};

test('the tag is in its configuration', () => {
  const { client } = mounted();
  const { driver } = client;
  const byte = (at: number): number => Number(driver.slot.read(R.Config + at, 1));
  expect(driver.get(R.DeviceID)).toBe(9);
  expect(byte(0) | (byte(1) << 8)).toBe(5);
  expect(String.fromCharCode(...[2, 3, 4, 5, 6].map(byte))).toBe('share');
});

test('a version is agreed on, with the length of messages; a new one ends what there was', () => {
  const { client } = mounted();
  const agreed = client.done(T.version, d(2 ** 31), '9P2000.L');
  expect([agreed.u32(), agreed.text()]).toEqual([2 ** 20, '9P2000.L']);
  expect(client.error(T.getattr, d(ROOT), q(0))).toBe(ENOENT);
  const other = client.done(T.version, d(8192), '9P2000.u');
  expect([other.u32(), other.text()]).toEqual([8192, 'unknown']);
  expect(client.error(T.version, d(4095), '9P2000.L')).toBe(EMSGSIZE);
});

test('what a file is does not depend on the host', () => {
  const { client, walk } = mounted();
  const moment = Date.UTC(2025, 0, 1) / 1000;
  const common = { valid: 0x7ff, owner: [0, 0], rdev: 0, blksize: 4096, times: [moment, moment, moment] };
  const of = (path: string) => attributes(client, walk(path));
  expect(of('z.txt')).toMatchObject({ ...common, mode: '100644', nlink: 1, size: 2, blocks: 1 });
  expect(of('run.sh')).toMatchObject({ ...common, mode: '100755', size: 513, blocks: 2 });
  expect(of('')).toMatchObject({ ...common, mode: '40755', nlink: 2, size: 0, qid: { type: 0x80 } });
  expect(of('out')).toMatchObject({ ...common, mode: '120777', size: 16, qid: { type: 2 } });
  expect([of('pipe').mode, of('disk').mode]).toEqual(['10644', '60644']);
  // Linux caches nothing of a file of version 0.
  expect(of('z.txt').qid).toEqual({ type: 0, version: 1, path: of('sub/../z.txt').qid.path });
  expect(of('z.txt').qid.path).not.toBe(of('big').qid.path);
});

describe('walking', () => {
  test('goes along names, up to the directory itself and no further', () => {
    const { client, walk } = mounted();
    const root = attributes(client, ROOT).qid.path;
    for (const path of ['..', '../..', 'sub/..', 'sub/deep/../../../..', '.', 'sub/./../.'])
      expect(attributes(client, walk(path)).qid.path, path).toBe(root);
    const reply = client.done(T.walk, d(ROOT), d(99), w(3), 'sub', 'deep', 'file');
    expect([reply.u16(), reply.u8()]).toEqual([3, 0x80]);
    expect(content(client, (client.done(T.lopen, d(99), d(0)), 99), 0, 9)).toEqual([7]);
  });

  test.each(['sub/deep', 'sub/..', '', 'z.txt\0', '../z.txt', '/etc', 'none'])('%j is no name', (name) => {
    expect(mounted().client.error(T.walk, d(ROOT), d(99), w(1), name)).toBe(ENOENT);
  });

  test('follows no link, and nothing is below a file', () => {
    const { client } = mounted();
    expect(client.error(T.walk, d(ROOT), d(99), w(1), 'z.txt')).toBe(0);
    expect(client.error(T.walk, d(99), d(98), w(1), '..')).toBe(ENOTDIR);
    for (const name of ['out', 'z.txt']) {
      const partly = client.done(T.walk, d(ROOT), d(97), w(2), name, 'x');
      expect(partly.u16()).toBe(1);
      // The new fid is not there where the end was not reached.
      expect(client.error(T.clunk, d(97))).toBe(ENOENT);
    }
  });

  test('makes a new fid, or moves the old one', () => {
    const { client, walk, open } = mounted();
    const fid = walk('sub');
    expect(client.error(T.walk, d(ROOT), d(fid), w(0))).toBe(EINVAL);
    client.done(T.walk, d(fid), d(fid), w(1), 'deep');
    expect(entries(client, (client.done(T.lopen, d(fid), d(0)), fid)).map(({ name }) => name)).toEqual([
      '.',
      '..',
      'file',
    ]);
    const file = open('big');
    expect(client.error(T.walk, d(file), d(file), w(0))).toBe(EINVAL);
    expect(client.error(T.walk, d(ROOT), d(99), w(17), ...Array.from({ length: 17 }, () => '.'))).toBe(EINVAL);
  });
});

test('a directory is listed in the order of its names, whole or in parts', () => {
  const { client, open } = mounted();
  const whole = entries(client, open(''));
  expect(whole.map(({ name, type }) => [name, type])).toEqual([
    ['.', 4],
    ['..', 4],
    ['big', 8],
    ['caf\u00e9', 8],
    ['disk', 6],
    ['out', 10],
    ['pipe', 1],
    ['run.sh', 8],
    ['sub', 4],
    ['z.txt', 8],
  ]);
  expect(entries(client, open(''), 60)).toEqual(whole);
  expect(whole.at(-1)!.path).toBe(attributes(client, open('z.txt')).qid.path);
  // Two that are listed in turns do not mix.
  const [root, sub] = [open(''), open('sub')];
  client.done(T.readdir, d(root), q(0), d(60));
  client.done(T.readdir, d(sub), q(0), d(60));
  expect(client.done(T.readdir, d(root), q(9), d(60)).u32()).toBe(24 + 5);
});

test('a file is read, as far as it and the message go', () => {
  const { client, open } = mounted();
  const fid = open('big');
  expect(content(client, fid, 9_990, 100)).toEqual([...big.subarray(9_990)]);
  expect(content(client, fid, 0, 1_000_000)).toEqual([...big.subarray(0, 8192 - 11)]);
  expect([content(client, fid, 10_000, 9), content(client, fid, 2 ** 60, 9)]).toEqual([[], []]);
  const short = client.ask(T.read, [d(fid), q(0), d(100)], 50)!;
  expect([short.type, short.length, short.fields.u32()]).toEqual([T.read + 1, 50, 39]);
});

test('only files and directories are opened, to be read', () => {
  const { client, walk, open } = mounted();
  const error = (path: string, flags: number) => client.error(T.lopen, d(walk(path)), d(flags));
  expect([error('out', 0), error('pipe', 0), error('disk', 0)]).toEqual([ELOOP, ENXIO, ENXIO]);
  expect([0o1, 0o2, 0o1000].map((flags) => error('big', flags))).toEqual([EROFS, EROFS, EROFS]);
  // O_LARGEFILE, O_NOFOLLOW and O_NONBLOCK say nothing of writing.
  expect(error('big', 0o100000 | 0o400000 | 0o4000)).toBe(0);
  expect(client.error(T.read, d(walk('big')), q(0), d(1))).toBe(EINVAL);
  expect(client.error(T.read, d(open('sub')), q(0), d(1))).toBe(EISDIR);
  expect(client.error(T.readdir, d(open('big')), q(0), d(99))).toBe(EINVAL);
  expect(client.error(T.lopen, d(open('big')), d(0))).toBe(EINVAL);
});

test('links, locks, file systems and attributes beside', () => {
  const { client, walk, open } = mounted();
  expect(client.done(T.readlink, d(walk('out'))).text()).toBe('../../etc/passwd');
  expect(client.error(T.readlink, d(walk('big')))).toBe(EINVAL);
  const fid = open('big');
  expect(client.done(T.lock, d(fid), [1, 0], d(0), q(0), q(0), d(7), 'me').u8()).toBe(0);
  const lock = client.done(T.getlock, d(fid), [1, 1], q(5), q(6), d(7), 'me');
  expect([lock.u8(), lock.u64(), lock.u64(), lock.u32(), lock.text()]).toEqual([2, 5, 6, 7, 'me']);
  const statfs = client.done(T.statfs, d(ROOT));
  expect([statfs.u32(), statfs.u32()]).toEqual([0x01021997, 4096]);
  expect([...Array.from({ length: 6 }, () => statfs.u64()), statfs.u32()]).toEqual([0, 0, 0, 0, 0, 0, 255]);
  expect(client.error(T.xattrwalk, d(ROOT), d(90), 'security.capability')).toBe(ENODATA);
  expect(client.done(T.xattrwalk, d(ROOT), d(90), '').u64()).toBe(0);
  expect(content(client, 90, 0, 100)).toEqual([]);
  client.done(T.fsync, d(fid), d(0));
  client.done(T.flush, w(1));
});

test.each([
  'lcreate',
  'symlink',
  'mknod',
  'rename',
  'setattr',
  'xattrcreate',
  'link',
  'mkdir',
  'renameat',
  'unlinkat',
  'write',
] as const)('%s is refused: it is for reading', (name) => {
  expect(mounted().client.error(T[name], d(ROOT), 'x', d(0), d(0))).toBe(EROFS);
});

test('remove ends the fid nevertheless; what is not known is not supported', () => {
  const { client, walk } = mounted();
  const fid = walk('big');
  expect([client.error(T.remove, d(fid)), client.error(T.clunk, d(fid))]).toEqual([EROFS, ENOENT]);
  expect([T.auth, T.lerror, 0, 255, 112].map((type) => client.error(type))).toEqual(
    Array.from({ length: 5 }, () => EOPNOTSUPP),
  );
  expect(client.error(T.walk, d(ROOT))).toBe(EINVAL);
  expect(client.error(T.walk, d(ROOT), d(9), w(1), [2, 500])).toBe(EINVAL);
});

test('its state is what the client has; a restored device goes on in the middle of a directory', () => {
  const { device, client, open } = mounted();
  const fid = open('');
  client.done(T.readdir, d(fid), q(0), d(60));
  const state = device.save();
  const clone = structuredClone(state);
  expect(device.save()).toBe(state);
  client.done(T.clunk, d(fid));
  client.done(T.version, d(5000), '9P2000.L');
  expect(state).toEqual(clone);
  device.restore(clone);
  expect(device.save()).toBe(clone);
  expect(client.done(T.readdir, d(fid), q(9), d(60)).u32()).toBe(24 + 5);
  client.driver.set(R.Status, 0);
  expect(device.save()).toMatchObject({ fids: [] });
});

test.each([
  [6, 100],
  [7, 6],
])('a request of %d bytes with room for %d breaks the queue', (length, room) => {
  const { client } = mounted();
  client.driver.request(client.driver.buffer(new Uint8Array(length)), client.driver.buffer(room));
  expect(client.driver.get(R.Status) & 64).toBe(64);
});

test('a reply for which there is no room breaks the queue', () => {
  const { client } = mounted();
  expect(client.ask(T.getattr, [d(ROOT), q(0)], 100)).toBeUndefined();
  expect(client.driver.get(R.Status) & 64).toBe(64);
});

/** A chain of one request, and what is answered. */
const chainOf = (request: Uint8Array, room: number) => {
  const answers: Uint8Array[] = [];
  const chain = {
    readableLength: request.length,
    writableLength: room,
    read: (offset: number, length: number) => request.subarray(offset, offset + length),
    write: (_: number, bytes: Uint8Array) => void answers.push(bytes),
  };
  return { chain: chain as unknown as DescriptorChain, answers };
};

test('any bytes get a reply that has room, and reach no path but what is there', { timeout: 30_000 }, () => {
  const types = [...Object.values(T), 200];
  const name = fc.oneof(
    fc.constantFrom('..', '.', '', 'sub', 'deep', 'out', 'big', '/', '\0'),
    fc.string({ maxLength: 5 }),
  );
  const field = fc.oneof(
    name.map((text): Field => text.replaceAll(/[^\0-\xff]/gu, '?')),
    fc.integer({ min: 0, max: 4 }).map(d),
    fc.integer({ min: 0, max: 3 }).map(w),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(q),
    fc.nat({ max: 9000 }).map(d),
  );
  const request = fc.record({ type: fc.constantFrom(...types), fields: fc.array(field, { maxLength: 6 }) });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
      const directory = memoryDirectory(files);
      const device = new NinePDevice(directory, 'share');
      for (const { type, fields } of requests) {
        const content = fields.flatMap((each) =>
          typeof each === 'string'
            ? [
                each.length & 0xff,
                each.length >> 8,
                ...Array.from({ length: each.length }, (_, n) => each.charCodeAt(n)),
              ]
            : Array.from({ length: each[0] }, (_, n) => Number((BigInt(each[1]) >> BigInt(8 * n)) & 0xffn)),
        );
        const { chain, answers } = chainOf(Uint8Array.from([0, 0, 0, 0, type, 1, 0, ...content]), 9000);
        const written = device.handle(chain);
        expect(answers.map(({ length }) => length)).toEqual([written]);
        expect(written).toBeLessThanOrEqual(9000);
      }
      for (const [, { path }] of device.save().fids) expect(['', ...Object.keys(files)]).toContain(path);
    }),
    { numRuns: 300 },
  );
});
