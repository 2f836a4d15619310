import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { bundledProgram, later, start } from './testing/program.ts';

/*
 * Whatever a command does, a signal ends it within a second: with a summary and the documented exit code where the work
 * can still say something, by the signal itself where it cannot.
 */
const directory = temporaryDirectory();
const program = await bundledProgram('interruption');
afterAll(() => rmSync(directory, { recursive: true }));
const path = (name: string): string => join(directory, name);
const payload = (name: keyof typeof sources): string => rawPayload(directory, name, sources[name]);

const fifo = (name: string): string => {
  spawnSync('mkfifo', [path(name)]);
  return path(name);
};

/** The writing end of a pipe that is full and that nobody reads. */
const stalledPipe = (): number => {
  const name = fifo(`stalled${Math.random()}`);
  const descriptor = openSync(name, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    for (;;) writeSync(descriptor, new Uint8Array(4096));
  } catch {
    // Full.
  }
  return openSync(name, 'w');
};

const MOST_MILLISECONDS = 1000;
const codes = { SIGTERM: 143, SIGINT: 130 } as const;

/** Sends the signal at a moment and expects the end; answers what was said on stderr if the process could say it. */
const endsBy = async (
  argv: readonly string[],
  signal: keyof typeof codes,
  moment: number,
  stdout: 'ignore' | number,
) => {
  const { child, ended } = start(process.execPath, [program, ...argv], undefined, ['pipe', stdout, 'pipe']);
  await later(moment);
  expect(child.exitCode).toBeNull();
  const sent = performance.now();
  child.kill(signal);
  const { code, signal: by, err } = await ended;
  expect(performance.now() - sent).toBeLessThan(MOST_MILLISECONDS);
  expect(by ?? code).toBe(by === null ? codes[signal] : signal);
  expect(err).toMatch(/^(?:Hello from S-mode\.\n)?(?:hartlab: [^\n]*\n)?$/);
  return err;
};

const large = path('large.bin');
writeFileSync(large, Buffer.alloc(64 << 20, 'a listing that takes long'));

const commands: readonly (readonly string[])[] = [
  ['run', payload('flood')],
  ['run', 'hello', '--json'],
  ['run', payload('spin'), '-d', 'exec', '-D', '/dev/stdout'],
  ['run', payload('spin'), '--log-commits', '/dev/stdout'],
  ['sweep', 'world-switch', '--json'],
  ['sweep', payload('spin'), '--boundaries', '100000'],
  ['demo'],
  ['disasm', 'hello'],
  ['disasm', large],
  ['guests'],
  ['guests', 'user-return'],
  ['policies'],
  ['--help'],
];

describe('with a stdout that is full and that nobody reads', () => {
  test.each(commands)(
    '%s %s %s %s %s',
    async (...words) => {
      const argv = words.filter((word) => word !== undefined);
      const stalled = stalledPipe();
      const ends = [
        ['SIGTERM', 30],
        ['SIGINT', 250],
        ['SIGTERM', 1000],
      ] as const;
      await Promise.all(ends.map(([signal, moment]) => endsBy(argv, signal, moment, stalled)));
      closeSync(stalled);
    },
    20_000,
  );

  test('the last line says what the work waited for', async () => {
    const stalled = stalledPipe();
    expect(await endsBy(['policies'], 'SIGTERM', 1000, stalled)).toBe(
      'hartlab: terminated while writing to standard output\n',
    );
    closeSync(stalled);
  });

  test('a stderr that stalls too is not waited for', async () => {
    const stalled = stalledPipe();
    const argv = [program, 'run', payload('flood'), '-d', 'exec'];
    const { child, ended } = start(process.execPath, argv, undefined, ['pipe', stalled, stalled]);
    await later(1000);
    const sent = performance.now();
    child.kill('SIGTERM');
    expect((await ended).signal).toBe('SIGTERM');
    expect(performance.now() - sent).toBeLessThan(MOST_MILLISECONDS);
    closeSync(stalled);
  });
});

describe('while it waits for somebody at the other end of a FIFO', () => {
  const pipe = fifo('nobody');
  test.each([
    ['loading', ['run', pipe]],
    ['loading', ['run', 'hello', '-initrd', pipe]],
    ['loading', ['run', 'hello', '-bios', pipe]],
    ['loading', ['sweep', pipe]],
    ['loading', ['disasm', pipe]],
    ['waiting to write', ['run', 'hello', '-d', 'int', '-D', pipe]],
    ['waiting to write', ['run', 'hello', '--log-commits', pipe]],
    ['waiting to write', ['run', 'hello', '-serial', `file:${pipe}`]],
  ] as const)('%s: %j', async (activity, argv) => {
    expect(await endsBy(argv, 'SIGTERM', 700, 'ignore')).toMatch(
      new RegExp(`^hartlab: terminated while ${activity} .*\\n$`),
    );
  });
});

test('while it lists, a signal ends the listing where it is', async () => {
  expect(await endsBy(['disasm', large], 'SIGINT', 1500, 'ignore')).toMatch(
    /^hartlab: interrupted at line \d+ of the listing\n$/,
  );
});

test('a second signal ends it at once', async () => {
  const stalled = stalledPipe();
  const { child, ended } = start(process.execPath, [program, 'policies'], undefined, ['pipe', stalled, 'pipe']);
  await later(700);
  child.kill('SIGINT');
  await later(200);
  const sent = performance.now();
  child.kill('SIGINT');
  expect((await ended).signal).toBe('SIGINT');
  expect(performance.now() - sent).toBeLessThan(300);
  closeSync(stalled);
});

// timeout(1) signals the process and then its group.
test('the same signal twice in a moment is one', async () => {
  const stalled = stalledPipe();
  const { child, ended } = start(process.execPath, [program, 'policies'], undefined, ['pipe', stalled, 'pipe']);
  await later(700);
  child.kill('SIGTERM');
  await later(10);
  child.kill('SIGTERM');
  expect((await ended).err).toBe('hartlab: terminated while writing to standard output\n');
  closeSync(stalled);
});

test('-no-shutdown: a guest that has ended is left by a signal, and had its say', async () => {
  expect(await endsBy(['run', 'hello', '-no-shutdown'], 'SIGTERM', 1500, 'ignore')).toMatch(/terminated after \d+/);
});
