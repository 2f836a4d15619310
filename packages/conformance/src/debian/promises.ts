import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './host-program.ts';

/** Where `busy` has its writers' directories, and how many of a writer's rounds are there at once. */
const BUSY = '/var/tmp/busy';
const PLACES = 5;

/** What a console says when a round of a writer is on the disk. */
export const promise = (round: number | string, writer: number | string): string =>
  `busy: round ${round} of writer ${writer} is on the disk`;

/** The round of each writer that is on the disk, by the writer's number. */
export type Promises = Readonly<Record<string, number>>;

/** What a console has promised. */
export const promisesIn = (console: string): Promises =>
  Object.fromEntries(
    [...console.matchAll(new RegExp(promise('(\\d+)', '(\\d+)'), 'g'))].map(([, round, writer]) => [
      writer!,
      Number(round),
    ]),
  );

/** What of one promise the disk does not keep; undefined where it keeps it. */
const brokenBy = (disk: string, writer: string, round: number, scratch: string): string | undefined => {
  const place = `${round % PLACES}`;
  const of = `of writer ${writer}`;
  const synced = run(['debugfs', '-R', `cat ${BUSY}/${writer}/synced`, disk]).stdout.toString();
  if (!/^\d+\n$/.test(synced) || Number(synced) < round)
    return `round ${round} ${of} was on the disk, whose file says ${JSON.stringify(synced)}`;
  run(['debugfs', '-R', `rdump ${BUSY}/${writer}/${place} ${scratch}`, disk]);
  const summed = run(['env', '-C', join(scratch, place), 'md5sum', '-c', '--quiet', 'sums']);
  return summed.code === 0
    ? undefined
    : `round ${round} ${of} has lost what it wrote: ${summed.said.split('\n')[0] || summed.code}`;
};

/** What of these promises the disk does not keep: a line, or undefined where it keeps all. @throws HostProblem */
export const brokenPromise = (disk: string, promises: Promises): string | undefined => {
  for (const [writer, round] of Object.entries(promises)) {
    const scratch = mkdtempSync(join(tmpdir(), 'hartlab-kept-'));
    try {
      const broken = brokenBy(disk, writer, round, scratch);
      if (broken !== undefined) return broken;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return undefined;
};
