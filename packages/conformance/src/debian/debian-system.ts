import { join } from 'node:path';
import type { DiskSystem } from './system.ts';

/** Where in a directory the parts of a Debian system are, with its own kernel or that of another suite. */
export const systemIn = (directory: string, suite?: string): DiskSystem => ({
  kernel: join(directory, suite === undefined ? 'kernel' : `kernel-${suite}`),
  initrd: join(directory, suite === undefined ? 'initrd' : `initrd-${suite}`),
  disk: join(directory, 'disk.img'),
});
