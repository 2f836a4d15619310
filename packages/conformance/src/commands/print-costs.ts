import { firmwareCalls } from '../performance/firmware-calls.ts';
import { hartOperations } from '../performance/hart-operations.ts';
import { machineSlices } from '../performance/machine-slices.ts';
import { report } from '../performance/report.ts';
import { contributorCommand } from './contributor-command.ts';

const { values } = contributorCommand({
  name: 'costs',
  help:
    'Measures what a trap, a CSR write, a page walk, a slice, an SBI call and an SSE event cost, in nanoseconds of CPU time and in\n' +
    'turns of a fixed loop, each a median. With --guard it fails where one lasts more than twice its target in turns.',
  options: { guard: { type: 'boolean' } },
});
const tooSlow = report([...hartOperations, ...machineSlices, ...firmwareCalls], values.guard === true, console.log);
if (tooSlow.length !== 0) process.exitCode = 1;
