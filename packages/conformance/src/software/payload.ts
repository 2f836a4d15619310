import { hex } from '@hartlab/isa';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Debian's compiler for the guests that are written in C. */
export const compiler = 'riscv64-linux-gnu-gcc';
const sources = fileURLToPath(new URL('../../payloads/', import.meta.url));

const flags = ['-march=rv64imac_zicsr', '-mabi=lp64', '-mcmodel=medany', '-O2', '-ffreestanding', '-nostdlib'];
const layout = ['-static', '-Wl,--build-id=none', '-Wl,--no-warn-rwx-segments', `-Wl,-T,${sources}payload.ld`];

/** Why the payloads in C cannot be compiled here, or undefined when they can. */
export function noCompiler(): string | undefined {
  try {
    execFileSync(compiler, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${compiler} is not installed (Debian: gcc-riscv64-linux-gnu)`;
  }
}

/** Compiles `payloads/<name>.c` to an ELF file whose image begins at `base`. */
export const compilePayload = (name: string, base: number): Uint8Array =>
  compile(name, [...layout, `-Wl,--defsym=BASE=${hex(base)}`]);

/** Compiles `payloads/<name>.c` without a linker script of ours, with these flags. */
export function compile(name: string, more: readonly string[]): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-payload-'));
  try {
    const output = join(directory, name);
    execFileSync(compiler, [...flags, ...more, '-o', output, join(sources, `${name}.c`)], { stdio: 'pipe' });
    return readFileSync(output);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
