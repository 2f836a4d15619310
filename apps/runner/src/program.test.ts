import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { bundledProgram, later, start } from './testing/program.ts';

/** The program as a process, with real pipes, signals and terminals. */
const directory = temporaryDirectory();
const program = await bundledProgram('program');
const payload = (name: keyof typeof sources): string => rawPayload(directory, name, sources[name]);
const hartlab = (...argv: string[]): readonly string[] => [program, ...argv];
afterAll(() => rmSync(directory, { recursive: true }));

test('a flood is held back by a slow reader and arrives whole', async () => {
  const { child, ended } = start(process.execPath, hartlab('run', payload('flood')), () => undefined);
  child.stdout?.pause();
  await later(1000);
  child.stdout?.resume();
  expect((await ended).out === '0'.repeat(64 * 8192)).toBe(true);
});

test('a reader that goes away ends the run quietly', () => {
  const pipeline = `"${process.execPath}" "${program}" run "${payload('flood')}" </dev/null | head -c 10; echo " \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', pipeline], { encoding: 'utf8' });
  expect(stdout).toMatch(/^0{10} 141\n$/);
  expect(stderr).toBe('');
});

test.each([
  ['SIGINT', 130, 'interrupted'],
  ['SIGTERM', 143, 'terminated'],
] as const)('%s ends a run with a summary', async (signal, code, word) => {
  const { child, ended } = start(process.execPath, hartlab('run', payload('spin')), () => undefined);
  await later(1000);
  child.kill(signal);
  const { err, ...end } = await ended;
  expect(end).toEqual({ code, signal: null, out: '' });
  expect(err).toMatch(new RegExp(`^hartlab: ${word} after \\d+ instructions; hart 0 at 0x80200000 in S-mode\\n$`));
});

test('Ctrl-C ends a sweep and says how far it came', async () => {
  const { child, ended } = start(
    process.execPath,
    hartlab('sweep', payload('spin'), '--boundaries', '10000000'),
    () => undefined,
  );
  await later(1500);
  child.kill('SIGINT');
  const { err, ...end } = await ended;
  expect(end).toEqual({ code: 130, signal: null, out: '' });
  expect(err).toMatch(/^hartlab: interrupted at boundary \d+ of .*spin\.bin, 0 differ so far\n$/);
});

/** script(1) of util-linux gives a process a pseudo-terminal; where it is absent there is none to test with. */
const script = '/usr/bin/script';
const hasScript = existsSync(script);

test.skipIf(!hasScript)('on a terminal: keys, help, leaving, and the terminal as it was', async () => {
  const run = `"${process.execPath}" "${program}" run "${payload('echo')}"`;
  const inside = `stty -a; ${run}; echo "code $?"; stty -a`;
  const answers = [
    { prompt: /extproc\s+>$/, keys: 'a' },
    { prompt: />a$/, keys: '\u0001h' },
    { prompt: /this help/, keys: '\u0001x' },
  ];
  const { ended } = start(script, ['-qefc', inside, '/dev/null'], (child, out) => {
    if (answers[0]?.prompt.test(out)) child.stdin?.write(answers.shift()?.keys ?? '');
  });
  const { code, out } = await ended;
  expect(code).toBe(0);
  // The echoed key, our help, a new line so that the last one starts on its own, and the terminal's \r.
  expect(out).toMatch(/>a\r\r?\nCtrl-A X[^]*\nhartlab: left with Ctrl-A X after \d+ instructions/);
  expect(out).toContain('code 0');
  const [before, after] = out.match(/speed [^]*?-?extproc/g) ?? [];
  expect(before).toContain(' icanon');
  expect(after).toBe(before);
});

test.skipIf(!hasScript)('SIGTERM on a terminal gives it back', async () => {
  const run = `"${process.execPath}" "${program}" run "${payload('spin')}"`;
  const inside = `stty -a; ${run} & sleep 1; kill $!; wait $!; echo "code $?"; stty -a`;
  const { ended } = start(script, ['-qefc', inside, '/dev/null'], () => undefined);
  const { out } = await ended;
  expect(out).toContain('code 143');
  const [before, after] = out.match(/speed [^]*?-?extproc/g) ?? [];
  expect(before).toContain(' icanon');
  expect(after).toBe(before);
});
