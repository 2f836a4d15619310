import { Random } from '@hartlab/models';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemIn } from '../debian/debian-system.ts';
import { HostProblem } from '../debian/host-program.ts';
import { type BusySystem, type Kill, killAfter, killAt, makeBusy } from '../debian/kills.ts';
import { hartlabOn } from '../debian/system.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, argument, count, refuse } = contributorCommand({
  name: 'debian:kills',
  help:
    'Boots the system that debian:image has made in a directory, has it write, and saves it there; then lets it go on again and\n' +
    'again, each time to another instruction, as if its power failed there, and checks the file system as it is then: that e2fsck\n' +
    'mends nothing but by its journal, and that what was on the disk is there. --count is how often, --seed that of the instructions,\n' +
    '--span how many instructions later the last can be. With --signal it is SIGKILL of the host that ends it, within --span\n' +
    'milliseconds. A busy system that was saved there is taken, unless --again is given.',
  argument: { name: 'DIRECTORY', what: 'the directory of debian:image', kind: 'directory' },
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    span: { type: 'string', default: '300000000' },
    signal: { type: 'boolean' },
    harts: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'jit' },
    again: { type: 'boolean' },
  },
});
const times = count('count', 1);
const seed = count('seed');
const span = count('span', 1);
const system = hartlabOn(values.engine);
const note = join(argument, 'busy.json');

const line = ({ at, promised, kept, hadJournal, orphans, problem }: Kill): string =>
  [
    at === undefined ? 'SIGKILL' : `instruction ${at}`,
    hadJournal ? 'journal played back' : 'journal empty',
    `${orphans} orphans`,
    `round ${kept} of ${promised}`,
    problem === undefined ? 'clean' : `NOT CLEAN: ${problem}`,
  ].join(', ');

try {
  if (values.again || !existsSync(note)) {
    const made = await makeBusy(system, systemIn(argument), argument, count('harts', 1));
    writeFileSync(note, JSON.stringify(made));
  }
  const busy = JSON.parse(readFileSync(note, 'utf8')) as BusySystem;
  console.log(`busy after ${busy.instructions} instructions, in round ${busy.round}; seed ${seed}`);
  const random = new Random(seed);
  const kills: Kill[] = [];
  for (let n = 1; n <= times; n++) {
    const later = 1 + random.below(span);
    const kill = await (values.signal
      ? killAfter(system, busy, later)
      : killAt(system, busy, busy.instructions + later));
    kills.push(kill);
    console.log(`${n} ${line(kill)}`);
  }
  const unclean = kills.filter(({ problem }) => problem !== undefined).length;
  const journals = kills.filter(({ hadJournal }) => hadJournal).length;
  console.log(`${times} kills, ${journals} with a journal to play back: ${times - unclean} clean, ${unclean} not`);
  process.exitCode = unclean === 0 ? 0 : 1;
} catch (error) {
  if (error instanceof HostProblem) refuse(error.message);
  throw error;
}
