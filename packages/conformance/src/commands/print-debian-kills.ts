import { Random } from '@hartlab/models';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemIn } from '../debian/debian-system.ts';
import { momentsIn } from '../debian/disk-log.ts';
import { HostProblem } from '../debian/host-program.ts';
import { type BusySystem, type Kill, killAfter, killAt, makeBusy, watch } from '../debian/kills.ts';
import { hartlabOn } from '../debian/system.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, argument, count, refuse } = contributorCommand({
  name: 'debian:kills',
  help:
    'Boots the system that debian:image has made in a directory, has it write from each of its harts, saves it --after so many\n' +
    'instructions, and watches when it writes; then lets it go on again and again, each time to another instruction between a write\n' +
    'and the flush that is to keep it, as if its power failed there, and checks the file system as it is then: that e2fsck mends\n' +
    'nothing but by its journal, and that what was on the disk is there, byte for byte. --count is how often, --seed that of the\n' +
    'moments, --rounds how many whole rounds of the work they lie in. With --signal it is SIGKILL of the host that ends it, some time\n' +
    'within these rounds. A system of as many --harts that was saved there is taken, unless --again is given.',
  argument: { name: 'DIRECTORY', what: 'the directory of debian:image', kind: 'directory' },
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '2' },
    signal: { type: 'boolean' },
    harts: { type: 'string', default: '1' },
    after: { type: 'string', default: '10000000000' },
    engine: { type: 'string', default: 'jit' },
    again: { type: 'boolean' },
  },
});
const times = count('count', 1);
const seed = count('seed');
const rounds = count('rounds', 1);
const harts = count('harts', 1);
const after = count('after', 1);
const system = hartlabOn(values.engine);
const note = join(argument, 'busy.json');

/** The busy system that is in the directory, if it is one. */
const madeBefore = (): BusySystem | undefined => {
  if (values.again || !existsSync(note)) return undefined;
  const made = JSON.parse(readFileSync(note, 'utf8')) as BusySystem;
  return made.harts === harts && made.instructions === after ? made : undefined;
};

const inWords = ({ unflushed, hadJournal, orphans, promises, problem }: Kill): string =>
  [
    `${unflushed} writes not flushed`,
    hadJournal ? 'journal played back' : 'journal empty',
    `${orphans} orphans`,
    `rounds ${Object.values(promises).join(' ')}`,
    problem === undefined ? 'clean' : `NOT CLEAN: ${problem}`,
  ].join(', ');

try {
  const found = madeBefore();
  const busy = found ?? (await makeBusy(system, systemIn(argument), argument, { harts, instructions: after }));
  if (!found) writeFileSync(note, JSON.stringify(busy));
  const { pauses, milliseconds } = await watch(system, busy, rounds).catch((error: unknown): never => {
    // It may have been saved by another version.
    if (found && error instanceof HostProblem) throw new HostProblem(`${error.message}; --again makes it anew`);
    throw error;
  });
  const unsafe = pauses.filter(({ unflushed }) => unflushed > 0);
  if (unsafe.length === 0) refuse('the system has written nothing; was it made by this debian:image?');
  console.log(
    `busy after ${busy.instructions} instructions on ${harts} harts, in rounds ${Object.values(busy.promises).join(' ')}; in ` +
      `what is left of one and ${rounds} more, the disk is as it is at ${unsafe.length} moments with writes that are not ` +
      `flushed, ${pauses.length - unsafe.length} without; seed ${seed}`,
  );
  const random = new Random(seed);
  const moments = momentsIn(unsafe, random);
  const kills: Kill[] = [];
  for (let n = 1; n <= times; n++) {
    const moment = moments.next().value;
    const kill = await (values.signal
      ? killAfter(system, busy, random.below(Math.ceil(milliseconds)))
      : killAt(system, busy, moment));
    kills.push(kill);
    console.log(`${n} ${values.signal ? 'SIGKILL' : `instruction ${moment.instructions}`}, ${inWords(kill)}`);
  }
  const those = (which: (kill: Kill) => boolean): number => kills.filter(which).length;
  const unclean = those(({ problem }) => problem !== undefined);
  console.log(
    `${times} kills, ${those(({ unflushed }) => unflushed > 0)} with writes that were not flushed, ` +
      `${those(({ hadJournal }) => hadJournal)} with a journal to play back: ${times - unclean} clean, ${unclean} not`,
  );
  process.exitCode = unclean === 0 ? 0 : 1;
} catch (error) {
  if (error instanceof HostProblem) refuse(error.message);
  throw error;
}
