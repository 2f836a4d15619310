import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { bundledProgram } from './testing/program.ts';

/** What the host refuses: one line, an exit code of its own, and the rest of the output all the same. */
const directory = temporaryDirectory();
const program = await bundledProgram('host-errors');
afterAll(() => rmSync(directory, { recursive: true }));
const path = (name: string): string => join(directory, name);
const payload = (name: keyof typeof sources): string => rawPayload(directory, name, sources[name]);

/** Runs a command line of the shell, in which `hartlab` is the program. */
const shell = (line: string) => {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `hartlab() { "${process.execPath}" "${program}" "$@"; }; ${line}`],
    {
      cwd: directory,
      encoding: 'utf8',
      input: '',
    },
  );
  return { code: status, out: stdout, err: stderr };
};

const full = (name: string): string =>
  `hartlab: cannot write to ${name}: no space is left on its device; make room or choose another place (ENOSPC)\n`;
const hello = 'Hello from S-mode.\n';

test.skipIf(!existsSync('/dev/full')).each([
  ['run hello >/dev/full', 74, '', full('standard output')],
  ['run hello --json >/dev/full', 74, '', hello + full('standard output')],
  ['policies >/dev/full', 74, '', full('standard output')],
  ['guests hello >/dev/full', 74, '', full('standard output')],
  ['disasm hello >/dev/full', 74, '', full('standard output')],
  ['sweep user-return --boundary 3 >/dev/full', 74, '', full('standard output')],
  ['--help >/dev/full', 74, '', full('standard output')],
  ['run hello -serial file:/dev/full', 74, '', full('/dev/full')],
  ['run hello -d sbi -D /dev/full', 74, hello, full('/dev/full')],
  ['run hello --log-commits /dev/full', 74, hello, full('/dev/full')],
  // The exit code still says why when stderr cannot.
  ['run nothing 2>/dev/full', 2, '', ''],
  ['run hello --max-instructions 10 2>/dev/full', 3, '', ''],
  ['run hello -d sbi 2>/dev/full', 74, hello, ''],
  ['run hello --trace-hash 2>/dev/full', 74, hello, ''],
  ['run hello --log-commits - 2>/dev/full >/dev/full', 74, '', ''],
])('hartlab %s', (line, code, out, err) => {
  expect(shell(`hartlab ${line}`)).toEqual({ code, out, err });
});

test('a descriptor that cannot be written, and a file that may not grow', () => {
  expect(shell('hartlab run hello 1</dev/null')).toEqual({
    code: 74,
    out: '',
    err: 'hartlab: cannot write to standard output: it is not open for that; check the redirection (EBADF)\n',
  });
  expect(shell(`ulimit -f 1; hartlab run "${payload('flood')}" >grows`)).toMatchObject({
    code: 74,
    err: expect.stringMatching(/^hartlab: cannot write to standard output: it may not grow any further.*\(EFBIG\)\n$/),
  });
});

test('a standard output that was closed is one that nobody reads', () => {
  expect(shell('hartlab run hello >&-')).toEqual({ code: 0, out: '', err: '' });
});

test.each([
  '-D both --log-commits both',
  '-D ./both --log-commits "$PWD/both"',
  '-D - --log-commits /dev/stderr 2>both',
])('two logs in one file, in order: %s', (flags) => {
  shell(`hartlab run "${payload('hole')}" -d int,exec --log-commits commits -D log`);
  shell(`hartlab run "${payload('hole')}" -d int,exec ${flags}`);
  const lines = (name: string) =>
    readFileSync(path(name), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('hartlab'));
  const isCommit = (line: string) => line.startsWith('core');
  const both = lines('both');
  expect(both.filter(isCommit)).toEqual(lines('commits').filter(isCommit));
  expect(both.filter((line) => !isCommit(line))).toEqual(lines('log'));
  // The line of -d exec and that of the commit log for the same instruction stand beside each other.
  const [first, second] = both.filter((line) => line.includes('80200000'));
  expect(both.indexOf(second!) - both.indexOf(first!)).toBe(1);
});

test.each(['>all 2>&1', '>all 2>all', '-D /dev/stdout >all', '-D all -serial file:all'])(
  'the console and the log in one file, in order: %s',
  (flags) => {
    shell(`hartlab run hello -d sbi ${flags}`);
    const all = readFileSync(path('all'), 'utf8');
    const order = [...all.matchAll(/DBCN|Hello from S-mode\.\n|SRST/g)].map(([word]) => word.trim());
    // A call is logged with its result, after what it did.
    expect(order.slice(-3)).toEqual(['Hello from S-mode.', 'DBCN', 'SRST']);
  },
);

test('an image is never overwritten', () => {
  const image = payload('pass');
  const before = readFileSync(image);
  writeFileSync(path('disk'), 'initrd');
  expect(shell(`ln -sf "${image}" alias; hartlab run "${image}" -D alias`)).toEqual({
    code: 2,
    out: '',
    err: `hartlab: -D alias would overwrite the payload ${image}; choose another file\n`,
  });
  expect(shell(`hartlab run "${image}" -initrd disk -serial file:disk`).err).toMatch(/would overwrite the initrd disk/);
  expect(shell(`hartlab run hello -bios "${image}" --log-commits "${image}"`).err).toMatch(
    /would overwrite the firmware/,
  );
  expect(readFileSync(image)).toEqual(before);
});
