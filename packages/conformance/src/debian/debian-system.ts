import { join } from 'node:path';
import type { DiskSystem } from './system.ts';

/** Where in a directory the parts of a Debian system are. */
export const systemIn = (directory: string): DiskSystem => ({
  kernel: join(directory, 'kernel'),
  initrd: join(directory, 'initrd'),
  disk: join(directory, 'disk.img'),
});
