import { BufferConsole, Machine } from '@hartlab/machine';
import { policies, type PolicyName } from '@hartlab/sse';
import { expect, test, vi } from 'vitest';
import { assembledImage, guestSource } from './guest-image.ts';
import { payloadOf } from './payload.ts';
import { localSoftwareEvent } from './sse-call.ts';

// A run for each boundary: a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** What the guest says in the end when an event interrupts it at each boundary of its window, one run after the other. */
function endings(source: string, policy: PolicyName): ReadonlySet<string> {
  const payload = payloadOf('nested', 'complete-save', assembledImage(source));
  const [begin, end] = [payload.address('sweep_begin'), payload.address('sweep_end')];
  const console = new BufferConsole();
  const machine = new Machine({
    bios: 'built-in',
    kernel: payload.image,
    ram: 8 * 1024 ** 2,
    console,
    policy: policies[policy],
  });
  const hart = machine.harts[0]!;
  const until = (address: bigint) => {
    for (let left = 10_000; hart.pc !== address && left > 0 && machine.step(); left--);
  };
  until(begin);
  const said = new Set<string>();
  let boundaries = 0;
  for (; hart.pc !== end && boundaries < 1000; machine.step(), boundaries++) {
    const before = machine.save();
    const length = console.text.length;
    machine.firmware!.signal(localSoftwareEvent, hart.hartid);
    machine.run({ maxInstructions: 10_000 });
    said.add(console.text.slice(length));
    machine.restore(before);
  }
  expect(boundaries).toBeGreaterThan(200);
  expect(hart.pc).toBe(end);
  return said;
}

const source = guestSource('nested', 'complete-save');

// O3: the inner event is not to be seen by the outer one's handler, nor by what that interrupted.
test.each(Object.keys(policies) as PolicyName[])(
  'an event in the handler of another leaves both as they were to the end of the run, %s',
  (policy) => {
    expect(endings(source, policy)).toEqual(new Set(['PASS nested\n']));
  },
);

// O3b: what is remembered of the outer event is not the inner one's, also where the outer handler forgets.
test('an outer handler that forgets sstatus is safe with private resume state', () => {
  const restored = `    csrw sstatus, t0
    ld t0, 48(sp)`;
  expect(source).toContain(restored);
  const forgetful = source.replace(restored, '    ld t0, 48(sp)');
  expect(endings(forgetful, 'private')).toEqual(new Set(['PASS nested\n']));
});
