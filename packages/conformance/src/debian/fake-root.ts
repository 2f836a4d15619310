import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Words before a program that must be root: none where one is, or fakeroot, which keeps in a directory whose each file is. */
export const asRootIn = (directory: string): readonly string[] => {
  if (process.getuid?.() === 0) return [];
  const owners = join(directory, 'owners');
  writeFileSync(owners, '');
  return ['fakeroot', '-i', owners, '-s', owners, '--'];
};
