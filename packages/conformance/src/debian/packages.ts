import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HostProblem, must } from './host-program.ts';

/** Where packages come from. */
export interface Source {
  /** Of Debian: `trixie`. */
  readonly suite: string;
  readonly mirror: string;
}

/**
 * Has debootstrap fetch these packages, and those that every system has, into a tree.
 *
 * @param how what else it is told: whether it unpacks them as well
 * @param asRoot words before its name
 * @throws HostProblem
 */
export const fetchPackages = (
  { suite, mirror }: Source,
  tree: string,
  packages: readonly string[],
  how: '--foreign' | '--download-only',
  asRoot: readonly string[],
): void => {
  const chosen = ['--arch=riscv64', how, '--variant=minbase', `--include=${packages.join(',')}`];
  must([...asRoot, 'debootstrap', ...chosen, suite, tree, mirror]);
};

/** Unpacks the packages of this name that debootstrap has fetched. */
export const unpack = (tree: string, name: RegExp, into: string): void => {
  const archives = join(tree, 'var/cache/apt/archives');
  for (const file of readdirSync(archives)) if (name.test(file)) must(['dpkg-deb', '-x', join(archives, file), into]);
};

/** The file below a directory whose path ends so. @throws HostProblem */
export const findFile = (directory: string, pattern: RegExp): string => {
  const found = readdirSync(directory, { recursive: true, encoding: 'utf8' }).find((path) => pattern.test(path));
  if (found === undefined) throw new HostProblem(`the packages have no file ${pattern.source}`);
  return join(directory, found);
};
