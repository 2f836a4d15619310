import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Dialogue } from './dialogue.ts';
import { type Moment, type Pause, pausesIn, unflushedIn } from './disk-log.ts';
import { type Checked, checkFileSystem } from './file-system-check.ts';
import { HostProblem, must } from './host-program.ts';
import { brokenPromise, promise, type Promises, promisesIn } from './promises.ts';
import { type DiskSystem, diskWords, type System } from './system.ts';

/** How long a machine may take for a step, in seconds. */
const PATIENCE = 3600;
const APPEND = 'root=/dev/vda rw console=ttyS0 quiet systemd.run=/usr/local/bin/busy';
/** The writer whose rounds are waited for. */
const FIRST_WRITER = 1;

/** Holes stay holes, so that an image is copied as fast as what is in it. */
const copy = (from: string, to: string): void => void must(['cp', '--sparse=always', from, to]);

/** A system in the middle of its work, to be killed as often as one likes. */
export interface BusySystem {
  readonly harts: number;
  readonly snapshot: string;
  /** The disk as it was then, and the one that the machine of the snapshot works on. */
  readonly before: string;
  readonly disk: string;
  /** Instructions until then, of all harts together. */
  readonly instructions: number;
  /** What was on the disk then. */
  readonly promises: Promises;
}

/** Runs a machine, whose console nobody writes to. */
const start = (system: System, words: readonly string[]): Dialogue => {
  const dialogue = new Dialogue(system.command(words));
  dialogue.fallSilent();
  return dialogue;
};

/**
 * Boots a system, lets it be busy until so many instructions have retired, and saves it. What is on its own disk stays as it is.
 *
 * @throws HostProblem where it is not busy by then
 */
export const makeBusy = async (
  system: System,
  files: DiskSystem,
  directory: string,
  { harts, instructions }: Pick<BusySystem, 'harts' | 'instructions'>,
): Promise<BusySystem> => {
  const [snapshot, before, disk] = ['busy.snap', 'busy.img', 'killed.img'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  const words = diskWords({ ...files, disk }, harts, APPEND);
  copy(files.disk, disk);
  const dialogue = start(system, [...words, '--save', snapshot, '--at', `${instructions}`]);
  const { code } = await dialogue.end;
  if (code !== 0) throw new HostProblem(`the busy system could not be saved: ${dialogue.complaints.trim()}`);
  const promises = promisesIn(dialogue.heard);
  if (promises[FIRST_WRITER] === undefined)
    throw new HostProblem(
      `the system has not finished a round within ${instructions} instructions; give it more with --after`,
    );
  copy(disk, before);
  return { harts, snapshot, before, disk, instructions, promises };
};

/** Goes on with a busy system from where it was saved, with the disk as it was then, and has it tell of what it does to that. */
const goOn = (system: System, { snapshot, before, disk }: BusySystem, words: readonly string[] = []): Dialogue => {
  copy(before, disk);
  return start(system, ['--restore', snapshot, '-d', 'disk', ...words]);
};

/** What a busy system does in so many rounds. */
export interface Work {
  readonly pauses: readonly Pause[];
  /** Time of the host from its first write on. */
  readonly milliseconds: number;
}

/** What every request to the disk ends with, in the log. */
const ANY_REQUEST = ' instructions\n';

/**
 * Watches a busy system until its first writer has finished the round that it is in, and so many more: what it does is what it
 * will do each time.
 *
 * @throws HostProblem
 */
export const watch = async (system: System, busy: BusySystem, rounds: number): Promise<Work> => {
  const dialogue = goOn(system, busy);
  await dialogue.hear(ANY_REQUEST, PATIENCE, 'stderr');
  const begin = performance.now();
  await dialogue.hear(promise(busy.promises[FIRST_WRITER]! + 1 + rounds, FIRST_WRITER), PATIENCE);
  const milliseconds = performance.now() - begin;
  dialogue.signal('SIGINT');
  await dialogue.end;
  rmSync(busy.disk);
  return { pauses: pausesIn(dialogue.complaints), milliseconds };
};

/** What became of a file system when its machine was killed. */
export interface Kill extends Checked {
  /** How many requests had written to the disk since it was last flushed, as far as the machine has told. */
  readonly unflushed: number;
  /** What it had said to be on the disk. */
  readonly promises: Promises;
}

/** Looks at what is on the disk of a busy system that has been killed. @throws HostProblem */
const judge = ({ disk, promises: before }: BusySystem, { heard, complaints }: Dialogue): Kill => {
  const checked = checkFileSystem(disk);
  const promises = { ...before, ...promisesIn(heard) };
  const problem = checked.problem ?? brokenPromise(disk, promises);
  rmSync(disk);
  return { ...checked, problem, promises, unflushed: unflushedIn(complaints) };
};

/** Kills a busy system at that moment of its run. @throws HostProblem where it is not as it was when it was watched */
export const killAt = async (system: System, busy: BusySystem, { instructions, pause }: Moment): Promise<Kill> => {
  const dialogue = goOn(system, busy, ['--max-instructions', `${instructions}`]);
  const { code } = await dialogue.end;
  if (code !== 3) throw new HostProblem(`it ended with ${code}: ${dialogue.complaints.trim().split('\n').at(-1)}`);
  const kill = judge(busy, dialogue);
  if (kill.unflushed !== pause.unflushed)
    throw new HostProblem(
      `${kill.unflushed} writes were not flushed at instruction ${instructions}, where ${pause.unflushed} were before`,
    );
  return kill;
};

/** Has the host kill the program, so many milliseconds after it has first written. @throws HostProblem */
export const killAfter = async (system: System, busy: BusySystem, milliseconds: number): Promise<Kill> => {
  const dialogue = goOn(system, busy);
  await dialogue.hear(ANY_REQUEST, PATIENCE, 'stderr');
  const late = setTimeout(() => dialogue.signal('SIGKILL'), milliseconds);
  const { signal } = await dialogue.end;
  clearTimeout(late);
  if (signal !== 'SIGKILL') throw new HostProblem(`it ended before it was killed: ${dialogue.complaints.trim()}`);
  return judge(busy, dialogue);
};
