import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../repository.ts';
import type { Guest } from './guests.ts';

/** Something that runs guests. */
export interface Contender {
  /** Its name and version. */
  readonly name: string;
  /** The command that runs a guest; the board and its console are in the words of QEMU. */
  readonly command: (words: readonly string[]) => readonly string[];
}

/** `hartlab` from this checkout, as a user calls it; with an engine other than its default, if it is said. */
export const hartlab = (engine?: string): Contender => ({
  name: engine === undefined ? 'hartlab' : `hartlab ${engine}`,
  command: (words) => [
    join(root, 'hartlab'),
    'run',
    ...words,
    '--json',
    ...(engine === undefined ? [] : ['--engine', engine]),
  ],
});

/** QEMU at a path, or as it is called on the PATH; undefined where that is no QEMU. */
export function qemu(program: string): Contender | undefined {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = /^QEMU emulator version (\S+)/m.exec(stdout ?? '')?.[1];
  if (version === undefined) return undefined;
  return { name: `QEMU ${version}`, command: (words) => [program, ...words, '-display', 'none', '-monitor', 'none'] };
}

/** What came of one run of a guest. */
export interface Outcome {
  /** CPU time in user mode, in seconds, that of the start included. */
  readonly seconds: number;
  /** Seconds by the clock on the wall. */
  readonly wall: number;
  /** What the guest says at its end; `absent` if the firmware lacks what it needs. Undefined: it did not come to its end. */
  readonly checksum: string | undefined;
  /** The last line on stderr. */
  readonly said: string;
  /** What hartlab says how many instructions were executed. */
  readonly instructions: number | undefined;
}

/** Runs a guest once, on this firmware or else the contender's own. */
export function runGuest({ command }: Contender, { mode }: Guest, path: string, bios?: string): Outcome {
  const firmware = mode === 'M' ? 'none' : (bios ?? 'default');
  const words = command(['-machine', 'virt', '-m', '128M', '-serial', 'stdio', '-bios', firmware, '-kernel', path]);
  // The shell's own `time`: Node does not tell what a process that it started has used.
  const { error, stdout, stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %R"; time "$@"', 'bash', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error) throw error;
  const checksum = /^(?:checksum ([0-9a-f]{16})|(absent))\r?$/m.exec(stdout + stderr);
  const [said = '', times = ''] = ['', ...stderr.trimEnd().split('\n')].slice(-2);
  const [seconds = Number.NaN, wall = Number.NaN] = times.split(' ').map(Number);
  return {
    seconds,
    wall,
    said,
    checksum: checksum?.[1] ?? checksum?.[2],
    instructions: Number(/"instructions": (\d+)/.exec(stdout)?.[1] ?? Number.NaN) || undefined,
  };
}
