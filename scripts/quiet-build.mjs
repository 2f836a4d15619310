// Builds packages of this checkout without a word: the build shows itself on a terminal only, or if it fails. Two that
// start at once do not build at once: the second waits for the first.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lock = join(root, '.turbo/hartlab-builds');
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 };

/** The process that the lock names; undefined when there is no lock, or none any more. */
const holder = () => {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
};

const lives = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there and belongs to someone else.
    return error.code === 'EPERM';
  }
};

/** Removes the lock of a process that has gone, unless another has done so and holds it by now. */
const breakLock = (gone) => {
  const taken = `${lock}.${process.pid}`;
  try {
    renameSync(lock, taken);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (Number(readFileSync(taken, 'utf8')) === gone) unlinkSync(taken);
  else renameSync(taken, lock);
};

const takeLock = async () => {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    // Its holder may be about to write its number.
    await later(100);
    const pid = holder();
    if (pid !== undefined && !lives(pid)) breakLock(pid);
  }
};

const releaseLock = () => rmSync(lock, { force: true });

/** Runs turbo; what it says and its exit code. A signal ends it first, and then this process. */
const runTurbo = async (turbo, packages) => {
  const child = spawn(
    turbo,
    ['run', 'build', ...packages.map((name) => `--filter=${name}`), '--output-logs=errors-only', '--log-order=grouped'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const stop = (signal) => {
    child.kill(signal);
    releaseLock();
    process.exit(exitCodes[signal]);
  };
  for (const signal of Object.keys(exitCodes)) process.on(signal, stop);
  const status = await new Promise((ended, failed) => child.on('error', failed).on('close', ended));
  for (const signal of Object.keys(exitCodes)) process.off(signal, stop);
  return { status, said };
};

/**
 * Builds these packages and what they need, unless `isBuilt` says that nobody needs to once it is this process's turn. Ends the process
 * when that fails.
 */
export const quietBuild = async (packages, { isBuilt = () => false, built = () => undefined } = {}) => {
  const turbo = join(root, 'node_modules/.bin/turbo');
  if (!existsSync(turbo)) {
    console.error(`hartlab: the packages are not installed; run in ${root}: npx -y pnpm@12.21.0 install`);
    process.exit(2);
  }
  await takeLock();
  try {
    if (isBuilt()) return;
    const started = new Date();
    if (process.stderr.isTTY) process.stderr.write('hartlab: building…');
    const { status, said } = await runTurbo(turbo, packages);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    if (status !== 0) {
      process.stderr.write(`${said}hartlab: the build failed, see above\n`);
      process.exitCode = 70;
      return;
    }
    built(started);
  } finally {
    releaseLock();
    if (process.exitCode) process.exit();
  }
};
