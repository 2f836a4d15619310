import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { program } from '../repository.ts';

/** What one run of `hartlab run` came to. */
export interface SameRun {
  readonly engine: string;
  /** The version of Node, as it says it. */
  readonly node: string;
  /** The exit code. */
  readonly code: number | null;
  /** The sampled trace hash; undefined where the run said none. */
  readonly hash: string | undefined;
  readonly instructions: number | undefined;
  /** SHA-256 of what the guest wrote, its first 16 digits. */
  readonly output: string;
  /** CPU time in user mode, in seconds. */
  readonly seconds: number;
  /** The last line on stderr before the trace hash: why it went wrong, where it did. */
  readonly said: string;
}

/** How Node at this path calls itself; undefined if it is no Node. */
export const versionOf = (node: string): string | undefined =>
  /^v\d.*$/m.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0];

/** Runs `hartlab run` as it was built, with these words, on this engine and this Node. */
export function runOnce(words: readonly string[], engine: string, node: string): SameRun {
  const command = [node, program, 'run', ...words, '--engine', engine, '--trace-hash'];
  const { error, status, signal, stdout, stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%U"; time "$@"', 'bash', ...command],
    {
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  if (error) throw error;
  if (signal !== null) throw new Error(`a run on ${engine} was ended by ${signal}`);
  const lines = ['', '', ...stderr.toString().trimEnd().split('\n')];
  const found = /trace hash (\w+) after (\d+) instructions/.exec(lines.at(-2)!);
  return {
    engine,
    node: versionOf(node) ?? node,
    code: status,
    hash: found?.[1],
    instructions: found ? Number(found[2]) : undefined,
    output: createHash('sha256').update(stdout).digest('hex').slice(0, 16),
    seconds: Number(lines.at(-1)),
    said: lines.at(found ? -3 : -2)!,
  };
}

/** Whether all runs came to the same, and to a trace hash. */
export const areSame = (runs: readonly SameRun[]): boolean => {
  const [first] = runs;
  return runs.every(
    ({ code, hash, instructions, output }) =>
      hash !== undefined &&
      code === first!.code &&
      hash === first!.hash &&
      instructions === first!.instructions &&
      output === first!.output,
  );
};
