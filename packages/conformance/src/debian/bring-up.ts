import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemIn } from './debian-system.ts';
import { asRootIn } from './fake-root.ts';
import { modulesFor } from './kernel-modules.ts';
import { newc } from './newc.ts';
import { fetchPackages, findFile, type Source, unpack } from './packages.ts';
import { source } from './sources.ts';
import type { DiskSystem } from './system.ts';

/** What a disk needs of the kernel: the modules of its initial file system. */
export const diskModules = ['virtio_mmio', 'virtio_blk', 'ext4'];

/** The packages of a kernel, and of the program that its first file system of ours has. */
export const kernelPackages = ['linux-image-riscv64', 'busybox-static'];

/**
 * Takes the kernel out of the packages of a tree, and makes an initial file system with which it goes on with what is on its disk.
 *
 * @throws HostProblem
 */
export const makeBringUp = (tree: string, kernel: string, initrd: string): void => {
  const unpacked = join(tree, 'unpacked');
  mkdirSync(unpacked);
  unpack(tree, /^(linux-(image|binary|modules)-\d|busybox-static_)/, unpacked);
  copyFileSync(findFile(unpacked, /(^|\/)vmlinu[xz](-|$)/), kernel);
  writeFileSync(
    initrd,
    newc([
      ...['bin', 'dev', 'modules', 'proc', 'root', 'sys'].map((path) => ({ path })),
      { path: 'init', bytes: source('bring-up') },
      { path: 'bin/busybox', bytes: readFileSync(findFile(unpacked, /(^|\/)bin\/busybox$/)) },
      ...modulesFor(unpacked, diskModules).map(({ name, bytes }, n) => ({
        path: `modules/${String(n).padStart(2, '0')}-${name}.ko`,
        bytes,
      })),
    ]),
  );
  rmSync(unpacked, { recursive: true });
};

/** Fetches the kernel of another suite for a system that is there. @throws HostProblem */
export const makeOtherKernel = (directory: string, from: Source): DiskSystem => {
  const made = systemIn(directory, from.suite);
  const tree = join(directory, 'scratch');
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree);
  fetchPackages(from, tree, kernelPackages, '--download-only', asRootIn(directory));
  makeBringUp(tree, made.kernel, made.initrd);
  rmSync(tree, { recursive: true });
  return made;
};
