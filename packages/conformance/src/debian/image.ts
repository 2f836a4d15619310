import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { compiler } from '../software/payload.ts';
import { diskModules, kernelPackages, makeBringUp } from './bring-up.ts';
import { systemIn } from './debian-system.ts';
import { Dialogue } from './dialogue.ts';
import { asRootIn } from './fake-root.ts';
import { checkFileSystem } from './file-system-check.ts';
import { HostProblem, must } from './host-program.ts';
import { fetchPackages, type Source } from './packages.ts';
import { source, sources } from './sources.ts';
import { type DiskSystem, diskWords, type System } from './system.ts';

/** Packages beside those that every Debian system has: init, a kernel, and what makes its first file system. */
const packages = ['init', 'udev', 'e2fsprogs', 'initramfs-tools', ...kernelPackages];

/** Room on the disk, in bytes. */
const DISK = 2 * 1024 ** 3;
/** Seconds that the second stage may take. */
const SECOND_STAGE = 3 * 3600;

/** How a program for Linux without a library is compiled. */
const freestanding = ['-O2', '-ffreestanding', '-nostdlib', '-static', '-Wl,--build-id=none'];

/** Files of ours in the system, before its packages are configured. */
const files: Readonly<Record<string, string>> = {
  'etc/hostname': 'debian\n',
  'etc/fstab': '/dev/vda / ext4 errors=remount-ro 0 1\n',
  // Who is interrupted makes the image anew.
  'etc/dpkg/dpkg.cfg.d/unsafe-io': 'force-unsafe-io\n',
  'etc/initramfs-tools/conf.d/modules': 'MODULES=list\n',
  'usr/share/initramfs-tools/modules.d/disk': diskModules.map((name) => `${name}\n`).join(''),
};

/** What an image is made of and with. */
export interface ImageOptions extends Source {
  /** Where it is put: `kernel`, `initrd` and `disk.img`. */
  readonly directory: string;
  /** What the packages are configured on. */
  readonly system: System;
  /** Is told what is being done. */
  readonly tell: (what: string) => void;
}

/** Writes a file of the tree, whose directories may not be there. */
const put = (tree: string, path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
};

/**
 * Leaves of the list of all packages those that debootstrap has fetched: it goes through that list for each of them, which takes
 * the machine minutes.
 */
const shortenLists = (tree: string): void => {
  const fetched = new Set(readdirSync(join(tree, 'var/cache/apt/archives')).map((file) => file.replace(/_.*$/, '')));
  const lists = join(tree, 'var/lib/apt/lists');
  for (const file of readdirSync(lists)) {
    if (!file.endsWith('_Packages')) continue;
    const stanzas = readFileSync(join(lists, file), 'utf8').split(/\n\n+/);
    const kept = stanzas.filter((stanza) => fetched.has(/^Package: (.*)$/m.exec(stanza)?.[1] ?? ''));
    writeFileSync(join(lists, file), kept.map((stanza) => `${stanza.trim()}\n\n`).join(''));
  }
};

/**
 * Makes a Debian system from its packages: debootstrap unpacks the first of them here, and the machine that the system is for
 * unpacks the others and configures all. Nobody has to be root for that, where there is fakeroot.
 *
 * @throws HostProblem
 */
export const makeImage = async ({ directory, suite, mirror, system, tell }: ImageOptions): Promise<DiskSystem> => {
  const made = systemIn(directory);
  const scratch = join(directory, 'scratch');
  const tree = join(scratch, 'tree');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const asRoot = asRootIn(scratch);

  tell(`fetches the packages of ${suite}`);
  fetchPackages({ suite, mirror }, tree, packages, '--foreign', asRoot);

  tell('makes a file system of them');
  shortenLists(tree);
  for (const [path, content] of Object.entries(files)) put(tree, path, content);
  put(tree, 'second-stage', source('second-stage'));
  put(tree, 'usr/local/bin/busy', source('busy'));
  const program = join(tree, 'usr/local/bin/synchronise');
  execFileSync(compiler, [...freestanding, '-o', program, join(sources, 'synchronise.c')]);
  for (const path of ['second-stage', 'usr/local/bin/busy']) chmodSync(join(tree, path), 0o755);
  const initrd = join(scratch, 'initrd');
  makeBringUp(tree, made.kernel, initrd);
  const disk = join(scratch, 'disk.img');
  writeFileSync(disk, '');
  truncateSync(disk, DISK);
  must([...asRoot, 'mke2fs', '-q', '-t', 'ext4', '-L', 'root', '-d', tree, disk]);
  tell(`configures them on ${system.name}`);
  const words = diskWords({ kernel: made.kernel, initrd, disk }, 1, 'console=ttyS0 quiet panic=-1');
  const dialogue = new Dialogue(system.command([...words, '-no-reboot']));
  try {
    await dialogue.hear('the second stage is complete', SECOND_STAGE);
    await dialogue.end;
  } finally {
    writeFileSync(join(directory, 'second-stage.log'), dialogue.heard);
  }
  // The file system was in use when the machine went off.
  const { problem } = checkFileSystem(disk);
  if (problem !== undefined) throw new HostProblem(`the disk of the system is not clean: ${problem}`);
  const names = must(['debugfs', '-R', 'ls -p /boot', disk]).toString();
  const initrdName = /\/(initrd\.img-[^/]+)\//.exec(names)?.[1];
  if (initrdName === undefined) throw new HostProblem('the system has made no initrd');
  must(['debugfs', '-R', `dump /boot/${initrdName} ${made.initrd}`, disk]);
  renameSync(disk, made.disk);
  rmSync(scratch, { recursive: true, force: true });
  return made;
};
