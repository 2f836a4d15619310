import { run } from './host-program.ts';

/** What e2fsck says of a file system that was in use when its machine lost its power. */
export interface Checked {
  /** Why it is not clean; undefined where it is. */
  readonly problem: string | undefined;
  /** Whether its journal had something to be played back. */
  readonly hadJournal: boolean;
  /** Files that were open and removed, or being cut, which were finished off. */
  readonly orphans: number;
}

/** What the journal's own rules ask for, and no damage: it is played back, and what was being removed is removed. */
const ordinary = [
  /recovering journal$/,
  /Clearing orphaned inode \d+ \(/,
  /Truncating orphaned inode \d+ \(/,
  /Setting free (inodes|blocks) count to \d+ \(was \d+\)$/,
  /: clean, \d+\/\d+ files, \d+\/\d+ blocks$/,
  /^$/,
];

/**
 * Checks the file system of a disk as a boot does (`e2fsck -p`, which plays back the journal), and then, from its beginning and
 * changing nothing, the whole of it (`e2fsck -fn`). It is clean where the first mends nothing but what ordinary use of a
 * journal leaves, and the second finds nothing at all.
 */
export const checkFileSystem = (disk: string): Checked => {
  const preened = run(['e2fsck', '-p', disk]);
  const lines = preened.said.split('\n').map((line) => line.trim());
  const odd = lines.find((line) => !ordinary.some((pattern) => pattern.test(line)));
  const hadJournal = lines.some((line) => line.endsWith('recovering journal'));
  const orphans = lines.filter((line) => line.includes(' orphaned inode ')).length;
  if (preened.code > 1 || odd !== undefined)
    return { problem: `e2fsck -p ends with ${preened.code}: ${odd ?? lines.at(-1)}`, hadJournal, orphans };
  const whole = run(['e2fsck', '-fn', disk]);
  // Its passes, and a summary.
  const found = whole.said.split('\n').find((line) => !/^(e2fsck |Pass \d|\S+: \d+\/\d+ files |$)/.test(line));
  const problem = whole.code === 0 && found === undefined ? undefined : `e2fsck -fn ends with ${whole.code}: ${found}`;
  return { problem, hadJournal, orphans };
};
