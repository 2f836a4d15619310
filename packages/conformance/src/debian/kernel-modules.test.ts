import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HostProblem, lacks, must } from './host-program.ts';
import { modulesFor } from './kernel-modules.ts';

const directory = mkdtempSync(join(tmpdir(), 'hartlab-modules-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const lacking = lacks('xz', '--version');

// As modinfo(8) shows them: strings of the section .modinfo, which end with NUL.
const modules: Readonly<Record<string, readonly string[]>> = {
  'fs/ext4/ext4': ['depends=jbd2,mbcache', 'softdep=pre: crypto-crc32c'],
  'fs/jbd2/jbd2': ['softdep=pre: crypto-crc32c', 'depends='],
  'fs/mbcache': ['depends=built-in-one'],
  'crypto/crc32c_generic': ['depends=', 'alias=crypto-crc32c'],
  'drivers/virtio-blk': ['depends='],
  'drivers/other': ['depends=ext4'],
};

test.skipIf(lacking)('modules come behind those that they need, each once, and no others', () => {
  for (const [name, information] of Object.entries(modules)) {
    const path = join(directory, `${name}.ko.xz`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, must(['xz', '-c'], Buffer.from(`\0${information.join('\0')}\0`)));
  }
  const names = modulesFor(directory, ['virtio_blk', 'ext4']).map(({ name }) => name);
  expect(names).toEqual(['virtio_blk', 'crc32c_generic', 'jbd2', 'mbcache', 'ext4']);
  expect(Buffer.from(modulesFor(directory, ['mbcache'])[0]!.bytes).toString()).toBe('\0depends=built-in-one\0');
  expect(() => modulesFor(directory, ['xfs'])).toThrow(new HostProblem('the kernel has no module xfs'));
});
