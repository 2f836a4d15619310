import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { bundledProgram } from './testing/program.ts';

const directory = temporaryDirectory();
const program = await bundledProgram('start-up');
afterAll(() => rmSync(directory, { recursive: true }));

/** Where Linux says how much of its own memory a process had at most; that of `getrusage` is its parent's, if that had more. */
const status = '/proc/self/status';
/** At its end a process says here what it used: microseconds of CPU time of all its threads, and what Linux says. */
const report = join(directory, 'report.cjs');
writeFileSync(
  report,
  `const { existsSync, readFileSync, writeSync } = require('node:fs');
  require('node:worker_threads').isMainThread && process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const memory = existsSync('${status}') ? readFileSync('${status}', 'utf8') : '';
    writeSync(2, (userCPUTime + systemCPUTime) + ' ' + memory);
  });`,
);
const used = (...argv: string[]): { readonly cpu: number; readonly kib: number } => {
  const ended = spawnSync(process.execPath, ['-r', report, ...argv], { encoding: 'utf8' });
  expect(ended.status, ended.stderr).toBe(0);
  const [, cpu, kib] = /^(\d+) (?:[^]*VmHWM:\s+(\d+) kB)?/.exec(ended.stderr) ?? [];
  return { cpu: Number(cpu), kib: Number(kib) };
};

/** So many functions, and so many bytes of memory, are about what hartlab needs for itself. */
const FUNCTIONS = 3000;
const TAKEN = 16 * 1024 ** 2;

/**
 * What a start is measured by: Node, with a thread that does what a start does, on a program of its own: reads it, evaluates
 * some thousands of functions, calls each once, and takes memory. So it is about the same share whatever Node's version is,
 * and whoever else keeps the processor and its caches busy.
 */
const yardstick = join(directory, 'yardstick.cjs');
writeFileSync(
  yardstick,
  `const { isMainThread, Worker } = require('node:worker_threads');
  if (isMainThread) new Worker(__filename).on('exit', (code) => process.exit(code));
  else {
    const text = Array.from({ length: ${FUNCTIONS} }, (_, n) =>
      'class C' + n + ' { #a; constructor(a) { this.#a = a; } get a() { return [this.#a, ' + n + ', "text ' + n + '"]; } }' +
      'function f' + n + '(a, b) { const o = { a, b, n: ' + n + ', of: new C' + n + '(b) }; for (const k of Object.keys(o)) if (k === "n") return o.of.a[1] - o[k]; return a; } left += f' + n + '(1, 2);').join(';');
    process.exit(new Function('let left = 0;' + text + 'return left;')() + new Uint32Array(${TAKEN} / 4).fill(1)[0] - 1);
  }`,
);

/** The least of so many runs counts: others on the machine can only add. */
const RUNS = 7;
/** It is 0.9 to 1.2 with Node 20, 22, 24 and 26, however busy the machine is. */
const MOST = 1.25;
const MOST_KIB = 100_000;

test('a payload that powers off at once takes little more than Node does to start', { timeout: 60_000 }, () => {
  const payload = rawPayload(directory, 'pass', sources.pass);
  const runs = Array.from({ length: RUNS }, () => ({ node: used(yardstick), hartlab: used(program, 'run', payload) }));
  const least = (of: 'node' | 'hartlab', what: 'cpu' | 'kib') => Math.min(...runs.map((run) => run[of][what]));
  expect(least('hartlab', 'cpu') / least('node', 'cpu')).toBeLessThan(MOST);
  if (existsSync(status)) expect(least('hartlab', 'kib')).toBeLessThan(MOST_KIB);
});
