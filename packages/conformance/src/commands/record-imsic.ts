import { writeFileSync } from 'node:fs';
import { imsicPrograms, printedByQemu, recordOf } from '../imsic/programs.ts';
import { contributorCommand } from './contributor-command.ts';

const { argument: qemu } = contributorCommand({
  name: 'record:imsic',
  help:
    'Records what QEMU prints of the programs in packages/conformance/src/imsic. To be run when these have changed, with\n' +
    'QEMU 11.1 or later: before, guest interrupt files were not selected as they are now.',
  argument: { name: 'QEMU', what: 'the path of qemu-system-riscv64', kind: 'program' },
  options: {},
});
for (const name of imsicPrograms) {
  const printed = printedByQemu(name, qemu);
  writeFileSync(recordOf(name), printed);
  console.log(`${name}: ${printed.split('\n').length - 1} lines`);
}
