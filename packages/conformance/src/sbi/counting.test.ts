import { assemble, parseIsa } from '@hartlab/isa';
import { BufferConsole, Machine, type Image, type MachineOptions } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { engineKinds } from '../engine/engine-kinds.ts';

const ROUNDS = 1000;
const origin = 0x8020_0000;

/*
 * A supervisor that counts its own loop by the PMU extension, on counters 3 to 8 and a firmware counter, with snapshots or
 * without. What it finds is in s2 to s8: instructions, branches, taken branches, loads, stores, exceptions, set_timer calls.
 */
const source = `
  .equ PMU, 0x504d55
  .macro pmu function
    li a7, PMU
    li a6, \\function
    ecall
    bnez a0, failed
  .endm
  # The counter that is to have this number, and its event.
  .macro count number, event, data
    li a0, \\number
    li a1, 1
    li a2, 2
    li a3, \\event
    li a4, \\data
    pmu 2
  .endm
  li a0, 0
  li a1, 0x5
  li a2, 1
  pmu 4
  count 3, 2, 0
  count 4, 5, 0
  count 5, 0x20000, 0x100
  count 6, 0x10000, 0
  count 7, 0x10002, 0
  count 8, 0x30000, 0x101
  count 19, 0xf0005, 0
  la s0, page
  mv a0, s0
  li a1, 0
  li a2, 0
  pmu 7
  la t2, word
  li t0, ${ROUNDS}
  li a0, 3
  li a1, 0x1003f
  li a2, 0
  pmu 3
measured:
  ld t1, 0(t2)
  sd t1, 0(t2)
  amoadd.d t1, t1, (t2)
  beqz zero, 1f
1:
  bnez zero, failed
  addi t0, t0, -1
  bnez t0, measured
  li a0, -1
  li a7, 0x54494d45
  li a6, 0
  ecall
  li a0, 3
  li a1, 0x1003f
  li a2, 2
  pmu 4
  csrr s2, hpmcounter3
  csrr s3, hpmcounter4
  csrr s4, hpmcounter5
  csrr s5, hpmcounter6
  csrr s6, hpmcounter7
  csrr s7, hpmcounter8
  li a0, 19
  li a7, PMU
  li a6, 5
  ecall
  mv s8, a1
  li a0, 0
  li a1, 0
  j end
failed:
  li a0, 0
  li a1, 1
end:
  li a7, 0x53525354
  li a6, 0
  ecall
  .balign 8
word: .dword 3
  .balign 4096
page: .space 4096
`;

const { bytes, symbols, entry } = assemble(source, { origin: BigInt(origin) });
const kernel: Image = {
  kind: 'assembled',
  entry: Number(entry),
  segments: [{ address: origin, bytes, size: bytes.length }],
  symbols: [...symbols].map(([name, address]) => ({ name, address, size: 0n })),
};
const isa = parseIsa('rv64imac_zicntr_zihpm_sscofpmf');
const machineOf = (options: Pick<MachineOptions, 'engine' | 'pmuSnapshots'>) =>
  new Machine({ bios: 'built-in', kernel, console: new BufferConsole(), ram: 8 * 1024 ** 2, isa, ...options });

/*
 * By hand. From `measured` on: seven instructions a round, three of them branches, of which the first is always taken, the
 * second never, and the last in all rounds but one; a load, a store, and both in an AMO. Besides, the `bnez` after the call that
 * starts the counters, and what leads to the next two calls: four instructions and seven. An ECALL does not retire.
 */
const counted = {
  instructions: BigInt(1 + 7 * ROUNDS + 4 + 7),
  branches: BigInt(1 + 3 * ROUNDS),
  taken: BigInt(2 * ROUNDS - 1),
  loads: BigInt(2 * ROUNDS),
  stores: BigInt(2 * ROUNDS),
  exceptions: 2n,
  setTimer: 1n,
};
const expected = Object.values(counted);

/** What the supervisor has read. */
const found = (machine: Machine) => expected.map((_, n) => machine.harts[0]!.x(18 + n));
/** What is in the shared memory: the values of counters 3 to 8 and 19, relative to 3. */
const inMemory = (machine: Machine) =>
  [0, 1, 2, 3, 4, 5, 16].map((slot) => machine.memory.read(Number(symbols.get('page')) + 8 + 8 * slot, 8));

describe.each(Object.entries(engineKinds))('on %s', (_, engine) => {
  test('what is counted is what the program does', () => {
    const machine = machineOf({ engine });
    expect(machine.run({ maxInstructions: 100_000 })).toMatchObject({ reason: 'poweroff' });
    expect(found(machine)).toEqual(expected);
    expect(inMemory(machine)).toEqual(expected);
  });

  test('a machine that is restored from a snapshot goes on counting', () => {
    const [machine, other] = [machineOf({ engine }), machineOf({ engine })];
    machine.run({ maxInstructions: 3000 });
    other.restore(machine.save());
    expect(other.run({ maxInstructions: 100_000 })).toMatchObject({ reason: 'poweroff' });
    expect(found(other)).toEqual(expected);
  });
});

test('a machine whose firmware has no snapshots of counters refuses their memory', () => {
  const machine = machineOf({ pmuSnapshots: false });
  expect(machine.run({ maxInstructions: 100_000 })).toMatchObject({ reason: 'fail' });
  expect(found(machine)).toEqual(expected.map(() => 0n));
});
