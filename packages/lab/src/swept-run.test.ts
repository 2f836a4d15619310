import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import { expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { guestImage } from './guest-image.ts';
import { MachineMode } from './machine-mode.ts';
import { SweepError } from './sweep-error.ts';
import { SweptRun } from './swept-run.ts';
import { waitingFirmware } from './testing/waiting-firmware.ts';
import type { Place } from './window.ts';
import { WindowBorders } from './window-borders.ts';

/** S-mode software calls that M-mode software on hart 0. */
const firmware = waitingFirmware(`
    bnez a0, spin
    addi s0, s0, 1
    ecall
    j supervisor
spin:
    addi s1, s1, 1
    j spin`);
const { bytes, labels } = assemble(firmware, { origin: 0x8000_0000n });
const address = (label: string) => labels.get(label)!;
const entry = Number(address('supervisor'));

/** The run of a machine that another firmware has, to the beginning of a window. */
function run(begin: Place | bigint, harts: number) {
  const machine = new Machine({
    bios: { image: bytes },
    harts,
    ram: 8 * 1024 ** 2,
    console: new BufferConsole(),
  });
  const [hart] = machine.harts as [Machine['harts'][0]];
  const machineMode = new MachineMode(machine);
  machineMode.boot(hart, { image: { entry } });
  const borders = new WindowBorders({ begin });
  const course = new SweptRun(machineMode, hart, borders, { name: 'caller', patience: 5000 });
  return { machine, hart, course, borders };
}

const stateOf = ({ harts, boundaries, clock }: Machine) => ({
  harts: harts.map((hart) => [...ComparedState.of(hart).copied.words]),
  boundaries,
  time: clock.time(),
});

test.each<[string, Place]>([
  ['where it makes its 70th call', { address: address('supervisor') + 4n, time: 70 }],
  ['at its 345th boundary', { boundary: 345 }],
  ['at once', { boundary: 0 }],
])('a run is where it is step by step: %s', (_, begin) => {
  const fast = run(begin, 2);
  fast.course.comeToWindow();
  const slow = run(begin, 2);
  for (let own = 0; !slow.borders.begins(slow.hart, own); own++) slow.course.goOn('the beginning');
  expect(stateOf(fast.machine)).toEqual(stateOf(slow.machine));
  // And nothing stops it there.
  for (const { course } of [fast, slow]) for (let n = 0; n < 50; n++) course.goOn('the end');
  expect(stateOf(fast.machine)).toEqual(stateOf(slow.machine));
});

test('what never comes to its window is given up', () => {
  const { course } = run({ address: 0x1234n }, 2);
  expect(() => course.comeToWindow()).toThrow(new SweepError('caller does not come to the beginning of its sweep'));
});

test('of one hart a boundary is reached in one run', () => {
  const machine = new Machine({
    bios: 'built-in',
    kernel: guestImage('user-return', 'minimal'),
    ram: 8 * 1024 ** 2,
    console: new BufferConsole(),
  });
  const told: number[] = [];
  const borders = new WindowBorders({ begin: { boundary: 500 } });
  const [hart] = machine.harts as [Machine['harts'][0]];
  const options = { name: 'user-return', patience: 1000, coming: (boundaries: number) => told.push(boundaries) };
  new SweptRun(new MachineMode(machine), hart, borders, options).comeToWindow();
  expect(machine.boundaries).toBe(500);
  expect(told).toEqual([500]);
});
