import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { beforeAll, describe, expect, test } from 'vitest';

/** The commands as processes, bundled from the sources. */
const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const directory = place('../../node_modules/.cache/contributor-command');
const programs = readdirSync(place('.')).flatMap((file) => /^print-(.*)\.ts$/.exec(file)?.[1] ?? []);

beforeAll(async () => {
  await build({
    config: false,
    silent: true,
    entry: programs.map((name) => place(`print-${name}.ts`)),
    format: 'esm',
    outDir: directory,
    external: ['vite', 'vitest'],
    noExternal: [/^@hartlab\//],
    loader: { '.s': 'text' },
    esbuildOptions(options) {
      options.conditions = ['@hartlab/source'];
    },
  });
}, 60_000);

const run = (program: string, argv: readonly string[], stdout = 'pipe') => {
  const command = `"${process.execPath}" "$0" "$@"${stdout === 'pipe' ? '' : ` >${stdout}`}`;
  const path = join(directory, `print-${program}.js`);
  const { status, stdout: out, stderr: err } = spawnSync('sh', ['-c', command, path, ...argv], { encoding: 'utf8' });
  return { code: status, out, err };
};

describe.each(programs)('%s', (program) => {
  const name = program.replace(/^(spec|debian)-/, '$1:');

  test.each(['--help', '-h'])('%s prints the usage', (flag) => {
    const { code, out, err } = run(program, [flag]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^usage: ${name}[^\\n]*\\n\\n[A-Z]`));
  });

  test.each([['-x'], ['--no-such-flag'], ['--json=3'], ['/nowhere/at/all', 'more']])(
    '%j… is refused in one line',
    (...argv) => {
      const { code, out, err } = run(program, argv);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(new RegExp(`^${name}: [^\\n]*; see ${name} --help\\n$`));
    },
  );
});

test.each([
  ['lockstep', [], 'give the path of spike, the program of riscv-isa-sim'],
  [
    'lockstep',
    ['/nowhere/spike'],
    '/nowhere/spike is not a program; give the path of spike, the program of riscv-isa-sim',
  ],
  ['lockstep', ['/tmp'], '/tmp is not a program; give the path of spike, the program of riscv-isa-sim'],
  ['lockstep', ['--programs', 'x', 'sh'], '--programs x is not a whole number of at least 1'],
  ['lockstep', ['--programs', '0', 'sh'], '--programs 0 is not a whole number of at least 1'],
  ['lockstep', ['--seed', '-1', 'sh'], "Option '--seed' argument is ambiguous"],
  ['riscv-tests', [], 'give the directory with the ELF files that riscv-tests built in its isa/'],
  [
    'riscv-tests',
    ['/dev/null'],
    '/dev/null is not a directory; give the directory with the ELF files that riscv-tests built in its isa/',
  ],
  ['riscv-tests', [place('.')], `${place('.')} has no ELF file of riscv-tests, such as rv64ui-p-add`],
  [
    'bench',
    ['--only', 'xyz'],
    "no guest's name contains xyz; the guests are empty, integer, integer-short, memory, bytecode, float, trap, sbi, sse, sweep",
  ],
  ['bench', ['--peer', 'sh'], '--peer sh is not of the form qemu=PATH'],
  ['bench', ['--peer', 'qemu=sh'], '--peer qemu=sh: sh is not QEMU'],
  ['bench', ['--bios', '/nowhere/fw.bin'], '--bios /nowhere/fw.bin: there is no such file'],
  ['snapshots', ['--points', '0'], '--points 0 is not a whole number of at least 1'],
  ['mutants', ['one', 'two'], "no mutant is called or lies in one or two; try an id, a package or a file's name"],
  ['spec-map', ['one'], 'there is an argument too many, "one"'],
] as const)('%s %j says what is wrong', (program, argv, why) => {
  const { code, err } = run(program, argv);
  expect(code).toBe(2);
  expect(err).toContain(`: ${why}; see `);
});

test('an ISA that there is not is refused with the reason', () => {
  expect(run('riscv-tests', ['--isa', 'rv32i', place('.')])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^riscv-tests: --isa rv32i: [^\n]+; see riscv-tests --help\n$/),
  });
});

test('an error of the host is one line', () => {
  const { code, err } = run('lockstep', ['--help'], '/dev/full');
  expect(code).toBe(74);
  expect(err).toMatch(/^lockstep: [^\n]*ENOSPC[^\n]*\n$/);
});
