import { spawnSync } from 'node:child_process';

/** The Debian packages of the programs that images are made and looked at with. */
const packageOf: Readonly<Record<string, string>> = {
  debootstrap: 'debootstrap',
  'dpkg-deb': 'dpkg',
  debugfs: 'e2fsprogs',
  e2fsck: 'e2fsprogs',
  fakeroot: 'fakeroot',
  md5sum: 'coreutils',
  mke2fs: 'e2fsprogs',
  xz: 'xz-utils',
};

/** What a program came to. */
export interface Ended {
  readonly code: number;
  readonly stdout: Buffer;
  /** What it wrote, in lines: stdout and stderr. */
  readonly said: string;
}

/** Something that the host lacks, or that a program could not do: a line for the user. */
export class HostProblem extends Error {}

/** Where Debian has the programs of a system administrator, which are not on everyone's PATH. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Runs a program to its end. @throws HostProblem if it is not there */
export const run = (words: readonly string[], input?: Uint8Array): Ended => {
  const [program = '', ...rest] = words;
  const { error, status, signal, stdout, stderr } = spawnSync(program, rest, {
    maxBuffer: 2 ** 30,
    env: { ...process.env, PATH, LC_ALL: 'C' },
    ...(input && { input }),
  });
  if (error && 'code' in error && error.code === 'ENOENT')
    throw new HostProblem(`${program} is not installed (Debian: ${packageOf[program] ?? program})`);
  if (error) throw error;
  if (signal !== null) throw new HostProblem(`${program} was ended by ${signal}`);
  return { code: status ?? -1, stdout, said: `${stdout.toString()}${stderr.toString()}`.trim() };
};

/** The same of a program that must end with 0; answers what it wrote to stdout. @throws HostProblem */
export const must = (words: readonly string[], input?: Uint8Array): Buffer => {
  const { code, stdout, said } = run(words, input);
  if (code !== 0)
    throw new HostProblem(`${words[0]} failed with ${code}: ${said.split('\n').at(-1) || 'it does not say why'}`);
  return stdout;
};

/** For tests: whether the host lacks a program; asking it for its version runs it. */
export const lacks = (...version: readonly string[]): boolean => {
  try {
    run(version);
    return false;
  } catch (error) {
    if (error instanceof HostProblem) return true;
    throw error;
  }
};
