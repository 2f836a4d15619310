import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { LineTable, readImage, type DebugLines, type Inflate } from '@hartlab/machine';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { compiler, noCompiler } from './payload.ts';

// The compiler takes its time where others run beside it.
vi.setConfig({ testTimeout: 120_000 });

const reason = noCompiler();
const inflate: Inflate = (bytes) => inflateSync(bytes);

/** A program of three files, with code that is inlined, left out, written in assembler, and of two files in one function. */
const sources = {
  'main.c': `#include "sub/inline.h"
int counter;
int dead_first(int n) { return other(n) + twice(n); }
__attribute__((noinline)) int work(int n) {
  int s = 0;
  for (int i = 0; i < n; i++)
    s += twice(i) ^ counter;
  return s;
}
void _start(void) {
  counter = 3;
#line 700 "generated.y"
  counter = work(5) + other(7);
  asm volatile("nop\\n nop");
  for (;;);
}
`,
  'sub/inline.h': `int other(int n);
static inline int twice(int x) {
  int y = x * 3;
  return y + 2;
}
`,
  'sub/other.c': `#include "inline.h"
extern int counter;
int dead(int n) { return twice(n) * 77; }
int other(int n) {
  switch (n) {
  case 1: return counter;
  case 2: return twice(counter + n);
  case 3: return counter / n;
  case 4: return n % counter;
  default: return twice(n);
  }
}
`,
  'asm.S': `.globl asm_code
asm_code:
  nop
  call other
  ret
`,
} as const;

describe.skipIf(reason)(`lines of what the cross compiler builds${reason ? `: ${reason}` : ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-lines-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'sub'));
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(directory, name), text);

  const common = ['-march=rv64imac_zicsr', '-mabi=lp64', '-mcmodel=medany', '-ffreestanding', '-nostdlib'];
  const build = (flags: readonly string[]): Uint8Array => {
    const files = ['main.c', 'sub/other.c', 'asm.S'];
    execFileSync(compiler, [...common, ...flags, '-o', 'program', ...files], { cwd: directory, stdio: 'pipe' });
    return readFileSync(join(directory, 'program'));
  };

  /** What binutils says of each of these addresses, as linked: `other.c:5`, or undefined. */
  const addr2line = (addresses: readonly bigint[]): (string | undefined)[] => {
    const input = addresses.map((each) => `0x${each.toString(16)}\n`).join('');
    const flags = ['-s', '-e', 'program'];
    return execFileSync('riscv64-linux-gnu-addr2line', flags, { cwd: directory, input, encoding: 'utf8' })
      .trimEnd()
      .split('\n')
      .map((line) => (/:[1-9]/.test(line) ? line.replace(/ \(discriminator \d+\)$/, '') : undefined));
  };
  /** The same by readelf's table: addr2line of binutils 2.40 takes file 1 for file 0, and cannot read 64-bit DWARF 5. */
  const readelf = (addresses: readonly bigint[]): (string | undefined)[] => {
    const flags = ['--debug-dump=decodedline', 'program'];
    const table = execFileSync('riscv64-linux-gnu-readelf', flags, { cwd: directory, encoding: 'utf8' });
    const rows = [...table.matchAll(/^(\S+) +(\d+|-) +(0x[0-9a-f]+)\b/gm)].map(([, file, line, start]) => ({
      line: line === '-' ? undefined : `${file}:${line}`,
      start: BigInt(start!),
    }));
    return addresses.map(
      (address) =>
        rows.findLast((row, index) => row.start <= address && (rows[index + 1]?.start ?? 0n) > address)?.line,
    );
  };
  const linesIn = (bytes: Uint8Array): DebugLines => readImage(bytes, 'firmware').lines!;
  const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

  const fixed = ['-static', '-Wl,-Ttext=0x80000000'];
  const pie = ['-static-pie', '-fpie', '-Wl,--no-dynamic-linker'];
  const dropping = ['-ffunction-sections', '-Wl,--gc-sections'];
  const all = ['main.c', 'generated.y', 'other.c', 'asm.S', 'inline.h'];
  // The linker leaves the code in assembler out as well, to which nothing refers.
  const used = all.filter((file) => file !== 'asm.S');
  test.each([
    ['DWARF 2', ['-gdwarf-2', '-O1', ...fixed], addr2line, all],
    ['DWARF 3', ['-gdwarf-3', '-O2', ...fixed], addr2line, all],
    ['DWARF 4, whose functions the linker leaves out', ['-gdwarf-4', '-O2', ...dropping, ...fixed], addr2line, used],
    ['DWARF 5, unoptimized', ['-gdwarf-5', '-O0', ...fixed], readelf, all],
    ['DWARF 5, position-independent', ['-gdwarf-5', '-Os', ...pie], addr2line, all],
    ['DWARF 5, with a table of the compiler’s', ['-gdwarf-5', '-gno-as-loc-support', '-O2', ...fixed], addr2line, all],
    ['64-bit DWARF 5', ['-gdwarf-5', '-gdwarf64', '-O2', ...fixed], readelf, all],
    ['compressed', ['-gdwarf-5', '-gz=zlib', '-O2', ...fixed], addr2line, all],
  ])('%s: each instruction is of the line that binutils says', (_name, flags, oracle, files) => {
    const lines = linesIn(build(flags));
    const table = new LineTable(lines, inflate);
    table.check();
    const addresses = lines.code.flatMap(({ start, end }) =>
      Array.from({ length: Number(end - start) / 2 }, (_, index) => start + 2n * BigInt(index)),
    );
    const ours = addresses.map((address) => {
      const found = table.lookUp(address + lines.moved);
      return found && `${baseName(found.file)}:${found.line}`;
    });
    expect(ours).toEqual(oracle(addresses));
    expect(addresses.length).toBeGreaterThan(90);
    expect(new Set(ours.map((each) => each?.split(':')[0]))).toEqual(new Set(files));
  });

  test('a path is what the compiler was given', () => {
    const lines = linesIn(build(['-gdwarf-5', '-O2', ...fixed]));
    const table = new LineTable(lines);
    const files = new Set<string | undefined>();
    for (let at = lines.code[0]!.start; at < lines.code[0]!.end; at += 2n) files.add(table.lookUp(at)?.file);
    expect(files).toEqual(new Set(['asm.S', 'generated.y', 'main.c', 'sub/inline.h', 'sub/other.c']));
  });

  test('functions that the linker has left out of a program at 0 do not hide what is there', () => {
    const bytes = build(['-gdwarf-5', '-O2', ...dropping, ...pie]);
    const lines = linesIn(bytes);
    const table = new LineTable(lines);
    const symbols = new Map(readImage(bytes, 'firmware').symbols.map(({ name, address }) => [name, address]));
    expect(symbols.has('dead')).toBe(false);
    expect(table.lookUp(symbols.get('_start')!)).toEqual({ file: 'main.c', line: 10 });
    expect(table.lookUp(symbols.get('other')!)).toMatchObject({ file: 'sub/other.c' });
  });
});
