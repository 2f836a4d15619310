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

/**
 * What a start is measured by: Node, with a thread that counts. Node itself and its thread take half of it, and the other half
 * is about what hartlab needs for itself on the same processor; so it is the same share whatever Node's version is.
 */
const yardstick = join(directory, 'yardstick.cjs');
writeFileSync(
  yardstick,
  `const { isMainThread, Worker } = require('node:worker_threads');
  if (isMainThread) new Worker(__filename).on('exit', (code) => process.exit(code));
  else {
    let turn = 0;
    for (let value = 1; turn < 20e6; turn++) value = (value * 3 + turn) | 0;
    process.exit(turn - 20e6);
  }`,
);

/** The least of so many runs counts: others on the machine can only add. */
const RUNS = 7;
/** It is 1.0 to 1.1 with Node 20, 22 and 24; 1.4 before the command was bundled. */
const MOST = 1.25;
const MOST_KIB = 100_000;

test('a payload that powers off at once takes little more than Node does to start', { timeout: 60_000 }, () => {
  const payload = rawPayload(directory, 'pass', sources.pass);
  const runs = Array.from({ length: RUNS }, () => ({ node: used(yardstick), hartlab: used(program, 'run', payload) }));
  const least = (of: 'node' | 'hartlab', what: 'cpu' | 'kib') => Math.min(...runs.map((run) => run[of][what]));
  expect(least('hartlab', 'cpu') / least('node', 'cpu')).toBeLessThan(MOST);
  if (existsSync(status)) expect(least('hartlab', 'kib')).toBeLessThan(MOST_KIB);
});
