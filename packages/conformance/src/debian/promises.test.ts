import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lacks, must, run } from './host-program.ts';
import { brokenPromise, promise, promisesIn } from './promises.ts';

const directory = mkdtempSync(join(tmpdir(), 'hartlab-promises-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const lacking = lacks('mke2fs', '-V');

/** Marks the blocks of a file, so that they are found in the image. */
const content = (round: number): string => `file of round ${round} `.repeat(1000);

/** A disk as writer 1 leaves it after these rounds, and writer 2 after one. */
const diskAfter = (rounds: number): string => {
  const [disk, tree] = [join(directory, 'disk.img'), join(directory, 'tree')];
  rmSync(tree, { recursive: true, force: true });
  for (const [writer, last] of [
    [1, rounds],
    [2, 1],
  ] as const) {
    const home = join(tree, `var/tmp/busy/${writer}`);
    for (let round = 1; round <= last; round++) {
      const place = join(home, `${round % 5}`);
      mkdirSync(join(place, 'a'), { recursive: true });
      writeFileSync(join(place, 'a/file'), content(round));
      writeFileSync(join(place, 'sums'), execFileSync('md5sum', ['./a/file'], { cwd: place }));
    }
    writeFileSync(join(home, 'synced'), `${last}\n`);
  }
  rmSync(disk, { force: true });
  writeFileSync(disk, '');
  truncateSync(disk, 8 * 1024 ** 2);
  must(['mke2fs', '-q', '-t', 'ext4', '-d', tree, disk]);
  return disk;
};

test('a promise is heard as `busy` makes it, of each writer the last', () => {
  const busy = readFileSync(new URL('../../debian/busy', import.meta.url), 'utf8');
  expect(busy).toContain(`"${promise('$round', '$1')}"`);
  const console = [promise(3, 1), promise(1, 2), promise(12, 1), 'busy: round 13 of'].join('\r\n');
  expect(promisesIn(console)).toEqual({ 1: 12, 2: 1 });
});

test.skipIf(lacking)('what is there keeps the promise, and a later round does too', () => {
  for (const rounds of [4, 5, 6]) expect(brokenPromise(diskAfter(rounds), { 1: rounds, 2: 1 })).toBeUndefined();
  expect(brokenPromise(diskAfter(5), { 1: 4, 2: 1 })).toBeUndefined();
});

test.skipIf(lacking)('an older round breaks it, of whatever writer', () => {
  const disk = diskAfter(4);
  expect(brokenPromise(disk, { 1: 5 })).toBe(String.raw`round 5 of writer 1 was on the disk, whose file says "4\n"`);
  expect(brokenPromise(disk, { 1: 4, 2: 2 })).toBe(
    String.raw`round 2 of writer 2 was on the disk, whose file says "1\n"`,
  );
  expect(brokenPromise(disk, { 3: 1 })).toBe('round 1 of writer 3 was on the disk, whose file says ""');
});

test.skipIf(lacking)('so does one that is no number, or half of one', () => {
  for (const synced of ['\0\0', '5', '5\n5\n']) {
    const disk = diskAfter(4);
    const file = join(directory, 'synced');
    writeFileSync(file, synced);
    must(['debugfs', '-w', '-R', 'rm /var/tmp/busy/1/synced', disk]);
    must(['debugfs', '-w', '-R', `write ${file} /var/tmp/busy/1/synced`, disk]);
    expect(brokenPromise(disk, { 1: 4 })).toMatch(/^round 4 of writer 1 was on the disk, whose file says "/);
  }
});

test.skipIf(lacking)('so does a block that is another, which no check of the file system sees', () => {
  const disk = diskAfter(4);
  const bytes = readFileSync(disk);
  bytes.write('FILE', bytes.indexOf('file of round 4'));
  writeFileSync(disk, bytes);
  expect(run(['e2fsck', '-fn', disk]).code).toBe(0);
  expect(brokenPromise(disk, { 1: 4 })).toMatch(/^round 4 of writer 1 has lost what it wrote: .*a\/file/);
});

test.skipIf(lacking).each(['rm /var/tmp/busy/1/4/a/file', 'rm /var/tmp/busy/1/4/sums', 'rm /var/tmp/busy/1/synced'])(
  'so does what is not there: %s',
  (damage) => {
    const disk = diskAfter(4);
    must(['debugfs', '-w', '-R', damage, disk]);
    expect(brokenPromise(disk, { 1: 4 })).toMatch(/^round 4 of writer 1 (has lost|was on)/);
  },
);
