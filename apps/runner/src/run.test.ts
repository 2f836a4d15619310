import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from './cli.ts';
import { elfBytes, rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { recordedIo } from './recorded-io.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const payload = (name: keyof typeof sources): string => rawPayload(directory, name, sources[name]);

const hartlab = async (argv: readonly string[], input = '') => {
  const io = recordedIo(input);
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

test('hello says hello and nothing else', async () => {
  expect(await hartlab(['run', 'hello'])).toEqual({ code: 0, out: 'Hello from S-mode.\n', err: '' });
});

test.each(['rva20s64', 'rva22s64', 'rva23s64', 'rv64,sstc=false', 'max,h=off'])('-cpu %s runs', async (cpu) => {
  expect(await hartlab(['run', 'hello', '-cpu', cpu])).toEqual({ code: 0, out: 'Hello from S-mode.\n', err: '' });
});

// debug "Native Triggers": QEMU 11.1 fires in M-mode with MIE = 0, riscv-isa-sim does not.
test.each([
  ['max', 0],
  ['max,reentrant-triggers=off', 1],
])('-cpu %s: a setting reaches the hart', async (cpu, code) => {
  expect(await hartlab(['run', payload('trigger'), '-bios', 'none', '-cpu', cpu])).toMatchObject({ code });
});

test('run FILE, run -kernel FILE and -kernel FILE are the same', async () => {
  const flood = payload('flood');
  const [first, ...others] = await Promise.all(
    [
      ['run', flood],
      ['run', '-kernel', flood],
      ['-kernel', flood],
      ['--kernel', flood, '-nographic', '-M', 'virt'],
    ].map((argv) => hartlab([...argv, '--trace-hash'])),
  );
  expect(first?.code).toBe(0);
  expect(first?.err).toMatch(/^hartlab: trace hash [0-9a-f]{16} after \d+ instructions\n$/);
  for (const other of others) expect(other).toEqual(first);
});

test('--quantum N: another length of turns is another run, that which is there without it is the same', async () => {
  const argv = ['run', payload('flood'), '--trace-hash'];
  const [without, same, ten] = await Promise.all(
    [argv, [...argv, '--quantum', '100000'], [...argv, '--quantum', '10']].map((words) => hartlab(words)),
  );
  expect(same).toEqual(without);
  expect(ten?.err).not.toBe(without?.err);
  expect(ten?.out).toBe(without?.out);
});

test.each([
  ['pass', [], 0, /^$/],
  ['reset', ['-no-reboot'], 0, /asked for a reset/],
  ['reset', ['-action', 'reboot=shutdown'], 0, /asked for a reset/],
  ['reset', ['--max-instructions', '1000'], 3, /--max-instructions after 1000 instructions/],
  ['fail', [], 1, /failed with code 7/],
  [
    'spin',
    ['--max-instructions', '1000'],
    3,
    /--max-instructions after 1000 instructions; hart 0 at 0x80200000 in S-mode/,
  ],
  ['sleep', [], 4, /nothing can wake/],
  ['nowhere', [], 4, /instruction access fault at pc 0x40000000/],
  ['hole', [], 4, /store access fault at pc 0x80200004 \(stval 0x3000000\)/],
] as const)('a payload that ends with %s %j', async (name, flags, code, line) => {
  const result = await hartlab(['run', payload(name), ...flags]);
  expect(result).toMatchObject({ code, out: '' });
  expect(result.err).toMatch(line);
  expect(result.err.split('\n').length).toBeLessThanOrEqual(2);
});

test('a flood of output arrives whole', async () => {
  const { out } = await hartlab(['run', payload('flood')]);
  expect(out === '0'.repeat(64 * 8192)).toBe(true);
});

test('piped input reaches a guest that polls, and the run is the same each time', async () => {
  const argv = ['run', payload('echo'), '--trace-hash'];
  const first = await hartlab(argv, 'abc. and more');
  expect(first).toMatchObject({ code: 0, out: '>abc.' });
  expect(await hartlab(argv, 'abc. and more')).toEqual(first);
  expect((await hartlab(argv, 'abcd.')).err).not.toBe(first.err);
});

test('--json: the result on stdout, the console on stderr', async () => {
  const { code, out, err } = await hartlab(['run', 'hello', '--json', '--trace-hash', '--seed', '7']);
  expect(code).toBe(0);
  expect(err).toBe('Hello from S-mode.\n');
  expect(JSON.parse(out)).toEqual({
    payload: 'hello',
    reason: 'poweroff',
    code: 0,
    message: 'the guest powered off',
    instructions: expect.any(Number) as number,
    traps: expect.any(Number) as number,
    traceHash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    seed: 7,
    warnings: [],
    marks: [],
    liveInput: false,
  });
});

test.each([
  ['--break 0x80200000', /^hartlab: hart 0 is at the breakpoint 0x80200000 after 0 instructions; hart 0 /],
  [
    '--watch 0x10000000:8:load',
    /^hartlab: hart 0 has loaded 1 byte at 0x1000000., which is watched, by the instruction/,
  ],
])('%s stops there, says where every hart is, and exits with 3', async (flags, line) => {
  const { code, err } = await hartlab(['run', payload('echo'), ...flags.split(' ')], 'x');
  expect(code).toBe(3);
  expect(err).toMatch(line);
});

test.each([
  ['--break nowhere', 'flood.bin has no symbol nowhere; give one of its symbols or an address such as 0x80200000\n'],
  ['--watch x:0', 'give a symbol or 0x…, then :BYTES and :load or :store where wanted'],
  ['--watch x:4:read', 'give a symbol or 0x…, then :BYTES and :load or :store where wanted'],
  ['--trace-hash=whole', 'the choices are sampled, full'],
  ['--poison line', "option '--poison <ADDRESS>' argument 'line' is invalid. give a whole number of at least 0\n"],
  ['--poison -64', 'give a whole number of at least 0\n'],
  ['--poison 0x80200000 --poison 0x1000', '0x1000 cannot be poisoned: RAM is from 0x80000000 to 0x87ffffff\n'],
  ['-m 16 --poison 0x81000000', '0x81000000 cannot be poisoned: RAM is from 0x80000000 to 0x80ffffff\n'],
])('%s is refused', async (flags, line) => {
  const { code, err } = await hartlab(['run', payload('flood'), ...flags.split(' ')]);
  expect([code, err]).toEqual([2, expect.stringContaining(line)]);
});

test('--poison corrupts the lines that it names, as often as it is given', async () => {
  const run = (...flags: string[]) => hartlab(['run', payload('hole'), '--trace-hash', ...flags]);
  const elsewhere = await run('--poison', '0x80201000', '--poison', '0x80202000');
  expect(elsewhere.err).toMatch(/store access fault at pc 0x80200004/);
  expect(await run('--poison', '0x80202000', '--poison', '2149584896')).toEqual(elsewhere);
  expect((await run('--poison', '0x80201000')).err).not.toBe(elsewhere.err);
  // The first instruction is corrupted, and there is no handler at address 0.
  for (const flags of [
    ['--poison', '0x80200000'],
    ['--poison', '0x80203000', '--poison', '0x80200008'],
  ])
    expect((await run(...flags)).err).toMatch(/hardware error at pc 0x80200000 \(stval 0x80200000\)/);
});

test('--trace-hash is the same on every engine, --trace-hash=full another one', async () => {
  const hashOf = async (...flags: string[]) => (await hartlab(['run', payload('flood'), ...flags])).err;
  const [jit, interpreter, reference, full, ...others] = await Promise.all([
    hashOf('--trace-hash'),
    hashOf('--trace-hash', '--engine', 'interpreter'),
    hashOf('--engine', 'reference', '--trace-hash=sampled'),
    hashOf('--trace-hash=full'),
    hashOf('--trace-hash=full', '--engine', 'interpreter'),
    hashOf('--trace-hash=full', '--engine', 'reference'),
  ]);
  expect(jit).toMatch(/trace hash [0-9a-f]{16} after/);
  expect([interpreter, reference]).toEqual([jit, jit]);
  expect(full).not.toBe(jit);
  expect(others).toEqual([full, full]);
});

test('what is odd about a file is said on stderr, and in the JSON', async () => {
  // The second segment is where QEMU has no memory; `nop` runs into nothing.
  const path = join(directory, 'odd.elf');
  writeFileSync(path, elfBytes({ segments: [0x8020_0000n, 0x1_0000n] }));
  const warning = 'the kernel: 0x10000..0x10003 lies outside RAM 0x80000000..0x87ffffff, so its 4 bytes are not loaded';
  const { code, err } = await hartlab(['run', path]);
  expect(code).toBe(4);
  expect(err).toContain(`hartlab: warning: ${warning}\n`);
  const { out } = await hartlab(['run', path, '--json']);
  expect(JSON.parse(out)).toMatchObject({ reason: 'stuck', warnings: [warning] });
  writeFileSync(path, elfBytes().fill(0, 24, 32));
  expect((await hartlab(['disasm', path])).err).toMatch(/^hartlab: warning: its entry 0x0 is in no segment/);
});

test('-serial null and file:PATH', async () => {
  expect((await hartlab(['run', 'hello', '-serial', 'null'])).out).toBe('');
  const file = join(directory, 'console');
  expect((await hartlab(['run', 'hello', '-serial', `file:${file}`])).out).toBe('');
  expect(readFileSync(file, 'utf8')).toBe('Hello from S-mode.\n');
});

test('-d exec and in_asm log instructions, the one each time and the other once', async () => {
  const argv = ['run', payload('spin'), '--max-instructions', '100', '-d'];
  const lines = async (item: string) =>
    (await hartlab([...argv, item])).err.split('\n').filter((line) => line.startsWith('0: '));
  expect(await lines('exec')).toEqual(Array(100).fill('0: 0x80200000: j 0x80200000'));
  expect(await lines('in_asm')).toEqual(['0: 0x80200000: j 0x80200000']);
});

test('-d int logs traps, -d sbi calls, -D to a file', async () => {
  expect((await hartlab(['run', payload('hole'), '-d', 'int'])).err).toContain('0: 0x80200004: store access fault; ');
  expect((await hartlab(['run', 'hello', '-d', 'sbi'])).err).toContain('DBCN');
  const file = join(directory, 'log');
  expect((await hartlab(['run', 'hello', '-d', 'sbi', '-D', file])).err).toBe('');
  expect(readFileSync(file, 'utf8')).toContain('DBCN');
});

test('-bios none starts a raw binary at the start of RAM in M-mode', async () => {
  const { err } = await hartlab(['run', '-bios', 'none', payload('spin'), '--max-instructions', '50']);
  expect(err).toContain('hart 0 at 0x80000000 in M-mode');
});

test('--log-commits writes a line for each instruction, in the format of Spike', async () => {
  const file = join(directory, 'commits');
  const limit = ['--max-instructions', '100'];
  expect((await hartlab(['run', payload('spin'), ...limit, '--log-commits', file])).code).toBe(3);
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines[0]).toMatch(/^core   0: 1 0x0000000080200000 \(0x[0-9a-f]{4,8}\)/);
  expect(lines).toHaveLength(101);
  const { err } = await hartlab(['run', payload('spin'), ...limit, '-d', 'exec', '--log-commits', '-']);
  expect(err).toContain(lines[0]);
  expect(err).toContain('0: 0x80200000');
});

test.each([1, 7, 5000])('--max-instructions %i: as many as it says, also of a guest that traps', async (limit) => {
  const flags = ['run', payload('calls'), '--max-instructions', String(limit)];
  const { code, err } = await hartlab(flags);
  expect(code).toBe(3);
  expect(err).toMatch(new RegExp(`^hartlab: stopped by --max-instructions after ${limit} instructions; hart 0 at `));
  expect(JSON.parse((await hartlab([...flags, '--json'])).out)).toMatchObject({
    reason: 'limit',
    instructions: limit,
    traps: Math.floor(limit / 2),
  });
});
