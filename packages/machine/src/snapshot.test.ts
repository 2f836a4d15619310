import { satp } from '@hartlab/hart';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangedMemory } from './ram-pages.ts';
import type { MachineState, Snapshot } from './snapshot.ts';
import { machineWith, program } from './testing/program.ts';

/** Reads a line with the UART, prints it by the firmware, and lets a timer interrupt count in between. */
const source = `
  la t0, tick
  csrw stvec, t0
  li t0, 1 << 5
  csrs sie, t0
  csrsi sstatus, 2
  la s4, stored
  li s2, UART
  next:
    rdtime a0
    addi a0, a0, 7
    sbi SBI_TIME, 0
    lbu t0, 5(s2)
    andi t0, t0, 1
    beqz t0, end
    lbu a0, 0(s2)
    sb a0, 0(s4)
    li t0, 4096
    add s4, s4, t0
    sbi SBI_DBCN, 2
    li t0, 50
    1: addi t0, t0, -1
    bnez t0, 1b
    j next
  end:
    poweroff
  .balign 4
  tick:
    addi s3, s3, 1
    mv s5, a0
    mv s6, a6
    mv s7, a7
    li a0, -1
    sbi SBI_TIME, 0
    mv a0, s5
    mv a6, s6
    mv a7, s7
    sret
  .balign 8
  stored: .dword 0
`;
const kernel = program(source);
const input = 'snapshots';
const fresh = () => machineWith({ kernel, input, harts: 2, quantum: 100 });
const LIMIT = 100_000;

const whole = (() => {
  const { machine, console } = fresh();
  expect(machine.run({ maxInstructions: LIMIT })).toMatchObject({ reason: 'poweroff' });
  return { text: console.text, hash: machine.traceHash(), length: machine.instructions };
})();

const place = fc.integer({ min: 0, max: whole.length - 1 });

test('the program does what it is for: it reads, prints, and is interrupted', () => {
  const { machine, console } = fresh();
  machine.run({ maxInstructions: LIMIT });
  expect(console.text).toBe(input);
  expect(machine.harts[0]!.x(19)).toBeGreaterThan(3n);
});

describe('save and restore', () => {
  test('a machine restored in the middle of a run ends as the uninterrupted one', () => {
    fc.assert(
      fc.property(place, (at) => {
        const first = fresh().machine;
        first.run({ maxInstructions: at });
        const snapshot = structuredClone(first.save());
        const second = fresh().machine;
        second.restore(snapshot);
        second.run({ maxInstructions: LIMIT });
        expect(second.traceHash()).toBe(whole.hash);
      }),
      { numRuns: 20 },
    );
  });

  test('a machine can be put back to a former moment of its own', () => {
    const { machine } = fresh();
    machine.run({ maxInstructions: 300 });
    const snapshot = machine.save();
    machine.run({ maxInstructions: LIMIT });
    machine.restore(snapshot);
    expect(machine.run({ maxInstructions: LIMIT })).toMatchObject({ reason: 'poweroff' });
    expect(machine.traceHash()).toBe(whole.hash);
  });

  test('only pages that are not all zeros are in it', () => {
    const { machine } = fresh();
    expect(machine.save().pages.size).toBeLessThan(8);
  });
});

/** What `save` gave, with one part replaced. */
const changed = ({ state, pages }: Snapshot, part: Record<string, unknown>): Snapshot => ({
  state: { ...state, ...part } as MachineState,
  pages,
});

describe('a snapshot that does not fit is refused with one line, and the machine stays as it was', () => {
  const snapshot = fresh().machine.save();
  const { devices, schedule } = snapshot.state;
  const bad: [string, Snapshot][] = [
    ['the snapshot is of a machine with 1 harts', machineWith({ kernel, harts: 1 }).machine.save()],
    ['the snapshot is of a machine with 2 harts', machineWith({ kernel, harts: 2, bios: 'none' }).machine.save()],
    ['without a full trace hash', machineWith({ kernel, harts: 2, quantum: 100, traceHash: undefined }).machine.save()],
    ['without a full trace hash', machineWith({ kernel, harts: 2, quantum: 100, traceHash: 'sampled' }).machine.save()],
    ['this console has only 9', changed(snapshot, { input: 10 })],
    ['this is no snapshot', {} as Snapshot],
    ['this is no snapshot', null as unknown as Snapshot],
    ['damaged: state.harts', changed(snapshot, { harts: [snapshot.state.harts[0]] })],
    ['damaged: state.harts.1', changed(snapshot, { harts: snapshot.state.harts.map((hart, n) => hart.slice(n)) })],
    ['damaged: state.schedule.turn', changed(snapshot, { schedule: { ...schedule, turn: '0' } })],
    ['damaged: state.clock', changed(snapshot, { clock: undefined })],
    ['damaged: state.devices.plic', changed(snapshot, { devices: { ...devices, plic: [] } })],
    ['damaged: state.devices.ns16550a.IER', changed(snapshot, { devices: { ...devices, ns16550a: {} } })],
    ['damaged: state.firmware', changed(snapshot, { firmware: undefined })],
    ['damaged: state.instructions', changed(snapshot, { instructions: NaN })],
    ['damaged: pages', { ...snapshot, pages: {} as Snapshot['pages'] }],
    ['damaged: pages.4096', { ...snapshot, pages: new Map([[4096, new Uint8Array(4096)]]) }],
    ['damaged: pages.-1', { ...snapshot, pages: new Map([[-1, new Uint8Array(4096)]]) }],
    ['damaged: pages.3', { ...snapshot, pages: new Map([[3, new Uint8Array(4095)]]) }],
  ];

  test.each(bad)('%s', (message, given) => {
    const { machine } = fresh();
    machine.run({ maxInstructions: 200 });
    machine.checkpoint();
    machine.run({ maxInstructions: 100 });
    const before = machine.traceHash();
    expect(() => machine.restore(given)).toThrow(RangeError);
    expect(() => machine.restore(given)).toThrow(message);
    expect(() => machine.restore(given)).toThrow(/^[^\n]+$/);
    expect(machine.traceHash()).toBe(before);
    machine.rollback();
    machine.run({ maxInstructions: LIMIT });
    expect(machine.traceHash()).toBe(whole.hash);
  });
});

describe('checkpoint and rollback', () => {
  test('a rollback undoes whatever was run since, any number of times', () => {
    fc.assert(
      fc.property(place, fc.nat(2000), fc.nat(2000), (at, once, again) => {
        const { machine } = fresh();
        machine.run({ maxInstructions: at });
        machine.checkpoint();
        for (const steps of [once, again]) {
          machine.run({ maxInstructions: steps });
          machine.rollback();
        }
        machine.run({ maxInstructions: LIMIT });
        expect(machine.traceHash()).toBe(whole.hash);
      }),
      { numRuns: 20 },
    );
  });

  test('what is done aside is undone, also within a checkpoint and aside of something else', () => {
    fc.assert(
      fc.property(place, fc.nat(2000), fc.nat(2000), fc.boolean(), (at, once, again, kept) => {
        const { machine } = fresh();
        machine.run({ maxInstructions: at });
        if (kept) machine.checkpoint();
        const answer = machine.aside(() => {
          machine.run({ maxInstructions: once });
          machine.aside(() => machine.run({ maxInstructions: again }));
          machine.run({ maxInstructions: again });
          return machine.instructions;
        });
        expect(answer).toBeGreaterThanOrEqual(machine.instructions);
        machine.run({ maxInstructions: LIMIT });
        expect(machine.traceHash()).toBe(whole.hash);
      }),
      { numRuns: 20 },
    );
  });

  test('what is done aside is undone when it fails', () => {
    const { machine } = fresh();
    const fails = () => {
      machine.run({ maxInstructions: 100 });
      throw new Error('planted');
    };
    expect(() => machine.aside(fails)).toThrow('planted');
    machine.run({ maxInstructions: LIMIT });
    expect(machine.traceHash()).toBe(whole.hash);
  });

  test('a rollback tells what is different, from the first to the last doubleword of each page', () => {
    const { machine } = fresh();
    const { memory } = machine;
    const page = 0x8040_0000;
    memory.write(page + 16, 8, 0x11n);
    machine.checkpoint();
    const told: [address: number, before: string, now: string][] = [];
    const tell = ({ address, before, now }: ChangedMemory) =>
      told.push([
        address - page,
        ...([before, now].map((bytes) => Buffer.from(bytes).toString('hex')) as [string, string]),
      ]);
    machine.rollback(tell);
    memory.write(page, 8, 0n);
    machine.rollback(tell);
    // Nothing was stored, or nothing else.
    expect(told).toEqual([]);
    memory.write(page + 17, 1, 0x22n);
    memory.write(page + 31, 1, 0x33n);
    memory.write(page + 4096 * 3 - 1, 1, 0x44n);
    machine.rollback(tell);
    expect(told).toEqual([
      [16, '11000000000000000000000000000000', '11220000000000000000000000000033'],
      [3 * 4096 - 8, '0000000000000000', '0000000000000044'],
    ]);
    expect(memory.read(page + 16, 8)).toBe(0x11n);
    expect([memory.read(page + 24, 8), memory.read(page + 3 * 4096 - 8, 8)]).toEqual([0n, 0n]);
    machine.rollback(tell);
    expect(told).toHaveLength(2);
  });

  test('there is nothing to go back to before the first checkpoint, and after a restore', () => {
    const { machine } = fresh();
    expect(() => machine.rollback()).toThrow('there is no checkpoint to go back to');
    machine.checkpoint();
    machine.restore(machine.save());
    expect(() => machine.rollback()).toThrow('there is no checkpoint to go back to');
  });
});

test('a restored machine loads through the tables and the root that it has then', () => {
  const { machine } = machineWith({ kernel: program('lw a0, 0(a1)') });
  const hart = machine.harts[0]!;
  const [root, table, one, other] = [0x8030_0000, 0x8030_1000, 0x8040_0000, 0x8060_0000];
  const [otherRoot, otherTable] = [0x8030_2000, 0x8030_3000];
  const entry = (physical: number, flags: bigint) => ((BigInt(physical) >> 12n) << 10n) | flags;
  // The program where it is, and a megapage at virtual address 0: readable, writable, executable, accessed and dirty.
  for (const each of [root, otherRoot]) machine.memory.write(each + 16, 8, entry(0x8000_0000, 0xcfn));
  machine.memory.write(root, 8, entry(table, 1n));
  machine.memory.write(otherRoot, 8, entry(otherTable, 1n));
  machine.memory.write(otherTable, 8, entry(other, 0xcfn));
  const map = (physical: number) => machine.memory.write(table, 8, entry(physical, 0xcfn));
  machine.memory.write(one, 4, 1n);
  machine.memory.write(other, 4, 2n);
  const load = () => {
    hart.pc = 0x8020_0000n;
    hart.setX(11, 0n);
    machine.step();
    return hart.x(10);
  };
  map(one);
  hart.write(satp, (8n << 60n) | BigInt(root / 4096));
  expect(load()).toBe(1n);
  const snapshot = machine.save();
  const changes = [() => map(other), () => hart.write(satp, (8n << 60n) | BigInt(otherRoot / 4096))];
  for (const change of changes)
    for (const back of [() => machine.rollback(), () => machine.restore(snapshot)]) {
      machine.checkpoint();
      // What is found after the way back is not found for the other root.
      for (let round = 0; round < 2; round++) {
        change();
        expect(load()).toBe(2n);
        back();
        expect(load()).toBe(1n);
      }
    }
});
