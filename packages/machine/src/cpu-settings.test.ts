import { parseCpu } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { RAM_BASE } from './board.ts';
import { machineWith, program } from './testing/program.ts';

/** M-mode with MIE = 0 sets a trigger on an instruction of its own: the run passes if it fires, and fails otherwise. */
const source = `
  la t0, fired
  csrw mtvec, t0
  csrw tselect, zero
  la t0, watched
  csrw tdata2, t0
  li t0, (6 << 60) | 0x44   # mcontrol6, execute, m
  csrw tdata1, t0
  li t1, FINISHER
  watched: li t0, 0x13333
  sw t0, 0(t1)
  .balign 4
  fired: li t0, 0x5555
  sw t0, 0(t1)
`;

// debug "Native Triggers": QEMU 11.1 fires, riscv-isa-sim holds back.
test.each([
  ['rv64', 'pass'],
  ['rv64,reentrant-triggers=on', 'pass'],
  ['rv64,reentrant-triggers=off', 'fail'],
])('%s: a trigger in M-mode with interrupts off: %s', (cpu, reason) => {
  const { machine } = machineWith({ bios: 'none', kernel: program(source, RAM_BASE), ...parseCpu(cpu) });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason });
});

test('a snapshot is of a machine with the same setting', () => {
  const kernel = program('wfi');
  const [on, off] = [true, false].map((reentrantTriggers) => machineWith({ kernel, reentrantTriggers }).machine);
  expect(() => on!.restore(off!.save())).toThrow('triggers held back');
});

test.each([
  ['rv64', 'rv64imafdcbh_zic64b'],
  ['rv64,short-isa-string=on', 'rv64imafdcbh\0'],
  ['max', 'rv64imafdcbh\0'],
  ['max,short-isa-string=off', 'rv64imafdcbh_zic64b'],
])('%s: riscv,isa of the tree that the payload is given begins with %j', (cpu, isa) => {
  const { machine } = machineWith({ kernel: program('wfi'), ...parseCpu(cpu) });
  const tree = machine.memory.readBytes(Number(machine.harts[0]!.x(11)), 0x4000);
  expect(String.fromCharCode(...tree)).toContain(isa);
});
