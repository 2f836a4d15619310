import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PAYLOAD_BASE, RAM_BASE } from '@hartlab/machine';
import { root } from '../repository.ts';
import { compiler } from '../software/payload.ts';
import type { Guest } from './guests.ts';

const sources = join(root, 'packages/conformance/benchmarks');
const flags = [
  '-march=rv64gc',
  '-mabi=lp64d',
  '-mcmodel=medany',
  '-O2',
  '-ffreestanding',
  '-nostdlib',
  '-static',
  '-Wl,--build-id=none',
  '-Wl,--no-warn-rwx-segments',
  `-Wl,-T,${sources}/guest.ld`,
];

/** Compiles a guest into a directory, and answers the path of its ELF file. */
export function compileGuest({ name, source, mode, rounds }: Guest, directory: string): string {
  const path = join(directory, `${name}.elf`);
  const base = mode === 'M' ? RAM_BASE : PAYLOAD_BASE;
  const defined = { S: [], 'S with Sv39': ['-DPAGING'], M: ['-DM_MODE'] }[mode];
  const files = ['start.S', 'guest.c', `${source}.c`].map((file) => join(sources, file));
  const words = [...flags, `-Wl,--defsym=BASE=${base}`, `-DROUNDS=${rounds}`, ...defined, '-o', path, ...files];
  execFileSync(compiler, words, { stdio: 'pipe' });
  return path;
}
