import { mkdirSync } from 'node:fs';
import { makeOtherKernel } from '../debian/bring-up.ts';
import { HostProblem } from '../debian/host-program.ts';
import { makeImage } from '../debian/image.ts';
import { mirrorInUse } from '../debian/mirror.ts';
import { hartlabOn, qemuAt } from '../debian/system.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, words, refuse } = contributorCommand({
  name: 'debian:image',
  help:
    'Makes a Debian system for riscv64 in a directory, from packages by name: kernel, initrd and disk.img. --suite is trixie unless\n' +
    'given, sid has the newest kernel; --mirror is where this host has its own packages from. What debootstrap leaves to the\n' +
    'machine is done on hartlab, or with --qemu on the QEMU at this path. With --kernel it only fetches the kernel of that suite,\n' +
    'for the system that is in the directory. It needs debootstrap, e2fsprogs, xz-utils, gcc-riscv64-linux-gnu, and fakeroot\n' +
    'unless you are root.',
  argument: { name: 'DIRECTORY', what: 'the directory that is to have them', kind: 'words' },
  options: {
    suite: { type: 'string', default: 'trixie' },
    mirror: { type: 'string' },
    engine: { type: 'string', default: 'jit' },
    qemu: { type: 'string' },
    kernel: { type: 'boolean' },
  },
});
const [directory = ''] = words;
if (words.length !== 1) refuse('give the directory that is to have them');
const system = values.qemu === undefined ? hartlabOn(values.engine) : qemuAt(values.qemu);
if (!system) refuse(`--qemu ${values.qemu} is no QEMU`);
else
  try {
    mkdirSync(directory, { recursive: true });
    const { suite, mirror = mirrorInUse() } = values;
    const tell = (what: string): void => console.log(what);
    const made = values.kernel
      ? makeOtherKernel(directory, { suite, mirror })
      : await makeImage({ directory, suite, mirror, system, tell });
    console.log(`made ${Object.values(made).join(', ')}`);
  } catch (error) {
    if (error instanceof HostProblem) refuse(error.message);
    throw error;
  }
