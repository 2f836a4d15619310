import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import { expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { guestImage } from './guest-image.ts';
import { MachineMode } from './machine-mode.ts';
import { SweepError } from './sweep-error.ts';
import { SweptRun } from './swept-run.ts';
import type { Place } from './window.ts';
import { WindowBorders } from './window-borders.ts';

/** M-mode software that answers an ECALL when hart 1 has answered its software interrupt; and S-mode software that calls it. */
const firmware = `
_start:
    la t0, trap
    csrw mtvec, t0
    li t0, 8
    csrw mie, t0              # MSIE
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 1 << 11            # MPP = S
    csrw mstatus, t0
    la t0, supervisor
    csrw mepc, t0
    mret
supervisor:
    bnez a0, spin
    addi s0, s0, 1
    ecall
    j supervisor
spin:
    addi s1, s1, 1
    j spin
.balign 4
trap:
    csrr t2, mcause
    li t3, 0x2000004          # MSIP of hart 1
    la t5, answered
    bltz t2, interrupted
    sd zero, 0(t5)
    li t4, 1
    sw t4, 0(t3)
1:  lw t6, 0(t5)
    beqz t6, 1b
    csrr t2, mepc
    addi t2, t2, 4
    csrw mepc, t2
    mret
interrupted:
    sw zero, 0(t3)
    li t6, 1
    sd t6, 0(t5)
    mret
.balign 8
answered:
    .dword 0
`;
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
