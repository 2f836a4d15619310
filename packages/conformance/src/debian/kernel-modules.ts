import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HostProblem, must } from './host-program.ts';

/** A kernel module as it is loaded. */
export interface KernelModule {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The kernel's own way to write a module's name: that of its file may have a hyphen. */
const nameOf = (text: string): string => text.replaceAll('-', '_');

/** Values of a key in a module's section .modinfo, which are strings that end with NUL. */
const informationOf = (bytes: Uint8Array, key: string): string[] =>
  [
    ...Buffer.from(bytes)
      .toString('latin1')
      .matchAll(new RegExp(`\\0${key}=([^\\0]*)`, 'g')),
  ].map(([, value]) => value!);

/**
 * These modules of the kernel whose files lie below a directory, unpacked, each behind those that it needs. One that only
 * another mentions and that has no file is a part of the kernel.
 *
 * @throws HostProblem where one that is wanted is not there
 */
export const modulesFor = (directory: string, wanted: readonly string[]): KernelModule[] => {
  const files = new Map<string, string>();
  for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.ko.xz')) files.set(nameOf(basename(file, '.ko.xz')), join(directory, file));
  const found = new Map<string, KernelModule>();
  const add = (name: string): void => {
    const file = files.get(name);
    if (file === undefined || found.has(name)) return;
    const bytes = must(['xz', '-dc', file]);
    for (const needed of informationOf(bytes, 'depends').flatMap((names) => names.split(','))) add(nameOf(needed));
    // An algorithm that is asked for by its name, crypto-crc32c, is in the module of its plain implementation at the least.
    for (const [, algorithm] of informationOf(bytes, 'softdep')
      .join(' ')
      .matchAll(/\bcrypto-(\S+)/g))
      add(`${nameOf(algorithm!)}_generic`);
    found.set(name, { name, bytes });
  };
  for (const name of wanted) {
    if (!files.has(name)) throw new HostProblem(`the kernel has no module ${name}`);
    add(name);
  }
  return [...found.values()];
};
