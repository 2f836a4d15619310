import { BufferConsole, Machine } from '@hartlab/machine';
import { policies, type PolicyName } from '@hartlab/sse';
import type { Payload } from '../payload.ts';

/** A machine that stands where the payload's window begins, and its hart. */
export function atWindow({ image, window }: Payload, policy: PolicyName) {
  const machine = new Machine({
    bios: 'built-in',
    kernel: image,
    policy: policies[policy],
    ram: 16 * 1024 ** 2,
    console: new BufferConsole(),
  });
  const hart = machine.harts[0]!;
  while (hart.pc !== window.begin) if (!machine.step()) throw new RangeError('the window was not reached');
  return { machine, hart };
}
