import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Dialogue } from './dialogue.ts';
import { type Checked, checkFileSystem } from './file-system-check.ts';
import { HostProblem, must, run } from './host-program.ts';
import { type DiskSystem, diskWords, type System } from './system.ts';

/** How long a machine may take to become busy, in seconds. */
const PATIENCE = 3600;
/** Rounds of what keeps it busy before it is worth killing. */
const ROUNDS = 3;
const APPEND = 'root=/dev/vda rw console=ttyS0 quiet systemd.run=/usr/local/bin/busy';
/** The file that has the number of the last round that is on the disk. */
const SYNCED = '/var/tmp/busy/synced';

const said = (round: number | string): string => `busy: round ${round} is on the disk`;
/** The last round of which a console says that it is on the disk. */
const lastRound = (console: string): number =>
  Number([...console.matchAll(new RegExp(said('(\\d+)'), 'g'))].at(-1)?.[1] ?? 0);

/** Holes stay holes, so that an image is copied as fast as what is in it. */
const copy = (from: string, to: string): void => void must(['cp', '--sparse=always', from, to]);

/** A system in the middle of its work, to be killed as often as one likes. */
export interface BusySystem {
  readonly snapshot: string;
  /** The disk as it was then, and the one that the machine of the snapshot works on. */
  readonly before: string;
  readonly disk: string;
  /** Instructions until then, of all harts together, and the last round that was on the disk. */
  readonly instructions: number;
  readonly round: number;
}

/** Runs a machine, whose console nobody writes to. */
const start = (system: System, words: readonly string[]): Dialogue => {
  const dialogue = new Dialogue(system.command(words));
  dialogue.fallSilent();
  return dialogue;
};

/** Boots a system until it is busy, and saves it. What is on its own disk stays as it is. @throws HostProblem */
export const makeBusy = async (
  system: System,
  files: DiskSystem,
  directory: string,
  harts: number,
): Promise<BusySystem> => {
  const [snapshot, before, disk] = ['busy.snap', 'busy.img', 'killed.img'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  const words = diskWords({ ...files, disk }, harts, APPEND);
  copy(files.disk, disk);
  // How long that takes is not known before; it takes as long the second time.
  const first = start(system, words);
  await first.hear(said(ROUNDS), PATIENCE);
  first.signal('SIGINT');
  await first.end;
  const instructions = Number(/interrupted after (\d+) instructions/.exec(first.complaints)?.[1]);
  copy(files.disk, disk);
  const second = start(system, [...words, '--save', snapshot, '--at', `${instructions}`]);
  const { code } = await second.end;
  if (code !== 0) throw new HostProblem(`the busy system could not be saved: ${second.complaints.trim()}`);
  copy(disk, before);
  return { snapshot, before, disk, instructions, round: lastRound(second.heard) };
};

/** What became of a file system when its machine was killed. */
export interface Kill extends Checked {
  /** Instructions of the run until it was killed; undefined where the host killed it, at a moment that nobody counts. */
  readonly at: number | undefined;
  /** The last round that the machine said to be on the disk, and the one that is there. */
  readonly promised: number;
  readonly kept: number;
}

/** Lets a busy system go on until `end` has ended it, and looks at what is on its disk. @throws HostProblem */
const killed = async (
  system: System,
  { snapshot, before, disk, round }: BusySystem,
  words: readonly string[],
  end: (dialogue: Dialogue) => Promise<number | undefined>,
): Promise<Kill> => {
  copy(before, disk);
  const dialogue = start(system, ['--restore', snapshot, ...words]);
  const at = await end(dialogue);
  const checked = checkFileSystem(disk);
  const promised = Math.max(round, lastRound(dialogue.heard));
  const kept = Number(run(['debugfs', '-R', `cat ${SYNCED}`, disk]).stdout.toString());
  rmSync(disk);
  const lost = kept >= promised ? undefined : `round ${promised} was on the disk, and round ${kept} is`;
  return { ...checked, problem: checked.problem ?? lost, at, promised, kept };
};

/** Kills a busy system when so many instructions of the whole run have retired. @throws HostProblem */
export const killAt = (system: System, busy: BusySystem, instructions: number): Promise<Kill> =>
  killed(system, busy, ['--max-instructions', `${instructions}`], async (dialogue) => {
    const { code } = await dialogue.end;
    if (code !== 3) throw new HostProblem(`it ended with ${code}: ${dialogue.complaints.trim()}`);
    return instructions;
  });

/** Has the host kill the program, so many milliseconds after it has started. @throws HostProblem */
export const killAfter = (system: System, busy: BusySystem, milliseconds: number): Promise<Kill> =>
  killed(system, busy, [], async (dialogue) => {
    const late = setTimeout(() => dialogue.signal('SIGKILL'), milliseconds);
    const { signal } = await dialogue.end;
    clearTimeout(late);
    if (signal !== 'SIGKILL') throw new HostProblem(`it ended before it was killed: ${dialogue.complaints.trim()}`);
    return undefined;
  });
