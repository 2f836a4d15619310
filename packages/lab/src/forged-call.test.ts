import { BufferConsole, Machine } from '@hartlab/machine';
import { BASE } from '@hartlab/sbi';
import { expect, test } from 'vitest';
import { forgedCall } from './forged-call.ts';
import { MachineMode } from './machine-mode.ts';
import { guestPayload } from './payload.ts';
import { smallFirmware } from './testing/small-firmware.ts';

test.each([false, true])('a call leaves no trace in the hart on whose behalf it is made, waiting %s', (waiting) => {
  const payload = guestPayload('hello', 'minimal');
  const bios = { image: smallFirmware().bytes };
  const machine = new Machine({ bios, kernel: payload.image, ram: 8 * 1024 ** 2, console: new BufferConsole() });
  const [hart] = machine.harts;
  const machineMode = new MachineMode(machine);
  machineMode.boot(hart!, payload);
  hart!.waiting = waiting;
  const registers = () => [hart!.pc, hart!.waiting, ...Array.from({ length: 32 }, (_, n) => hart!.x(n))];
  const before = registers();
  expect(forgedCall(machineMode, hart!, BASE, 'get_spec_version')).toEqual({ error: 0n, value: 0x300_0000n });
  expect(registers()).toEqual(before);
});
