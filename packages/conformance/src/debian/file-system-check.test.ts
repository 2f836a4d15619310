import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkFileSystem } from './file-system-check.ts';
import { lacks, must } from './host-program.ts';

const directory = mkdtempSync(join(tmpdir(), 'hartlab-check-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A small file system with files in it. */
const made = (): string => {
  const disk = join(directory, 'disk.img');
  const tree = join(directory, 'tree');
  rmSync(disk, { force: true });
  must(['mkdir', '-p', join(tree, 'a/b')]);
  for (const name of ['a/x', 'a/b/y']) writeFileSync(join(tree, name), name.repeat(10_000));
  writeFileSync(disk, '');
  truncateSync(disk, 16 * 1024 ** 2);
  must(['mke2fs', '-q', '-t', 'ext4', '-d', tree, disk]);
  return disk;
};

/** As it is when its machine loses its power: with a journal that is to be played back. */
const inUse = (disk: string): void => void must(['debugfs', '-w', '-R', 'feature needs_recovery', disk]);

const lacking = lacks('mke2fs', '-V');

test.skipIf(lacking)('a file system that nobody has damaged is clean', () => {
  expect(checkFileSystem(made())).toEqual({ problem: undefined, hadJournal: false, orphans: 0 });
});

test.skipIf(lacking)('one whose journal has to be played back is clean as well, and that is told', () => {
  const disk = made();
  inUse(disk);
  expect(checkFileSystem(disk)).toMatchObject({ problem: undefined, hadJournal: true });
});

test.skipIf(lacking).each([
  ['a file of which nothing knows', 'clri a/x'],
  ['a block that is not counted', 'freeb 100 20'],
  ['a directory without its parent', 'unlink a/b/..'],
  ['a count of links', 'set_inode_field a/x links_count 5'],
])('%s is not clean, whether the journal had something or not', (_what, damage) => {
  for (const used of [false, true]) {
    const disk = made();
    must(['debugfs', '-w', '-R', damage, disk]);
    if (used) inUse(disk);
    expect(checkFileSystem(disk).problem, damage).toMatch(/^e2fsck -(p|fn) ends with \d+: ./);
  }
});

test.skipIf(lacking)('a file system that is none is not clean', () => {
  const disk = made();
  writeFileSync(disk, readFileSync(disk).fill(0, 0, 65_536));
  expect(checkFileSystem(disk).problem).toMatch(/^e2fsck -p ends with 8: /);
});
