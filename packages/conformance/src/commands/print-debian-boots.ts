import { costOfBoot, session } from '../debian/boots.ts';
import { systemIn } from '../debian/debian-system.ts';
import { HostProblem } from '../debian/host-program.ts';
import { hartlabOn, qemuAt, type System } from '../debian/system.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, argument, count, refuse } = contributorCommand({
  name: 'debian:boots',
  help:
    'Boots the system that debian:image has made in a directory to its prompt, logs in, looks around, reboots, logs in again and\n' +
    'powers it off. With --cost it only boots to the prompt, and says what that takes in CPU time and instructions. --engine is one\n' +
    'of hartlab, jit unless given, --qemu the path of a QEMU; both can be given several times. --append is more for Linux, and --kernel the\n' +
    'suite of the kernel, where it is not its own.',
  argument: { name: 'DIRECTORY', what: 'the directory of debian:image', kind: 'directory' },
  options: {
    engine: { type: 'string', multiple: true },
    qemu: { type: 'string', multiple: true, default: [] },
    harts: { type: 'string', default: '1' },
    append: { type: 'string', default: 'quiet' },
    cost: { type: 'boolean' },
    kernel: { type: 'string' },
  },
});
const systems: System[] = (values.engine ?? (values.qemu.length > 0 ? [] : ['jit'])).map(hartlabOn);
for (const path of values.qemu) systems.push(qemuAt(path) ?? refuse(`--qemu ${path} is no QEMU`));
const files = systemIn(argument, values.kernel);
const options = { harts: count('harts', 1), append: values.append };

try {
  for (const system of systems)
    if (values.cost) {
      const { seconds, instructions } = await costOfBoot(system, files, options);
      console.log(`${system.name}: ${seconds} s to the prompt${instructions ? `, ${instructions} instructions` : ''}`);
    } else {
      console.log(`${system.name}:`);
      await session(system, files, options, ({ command, code, output }) =>
        console.log(`# ${command} (${code})\n${output}`),
      );
      console.log('it has rebooted, and powered off');
    }
} catch (error) {
  if (error instanceof HostProblem) refuse(error.message);
  throw error;
}
