import { hartLayout, stateFields } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { entriesOf } from './plain-data.ts';
import type { Snapshot } from './snapshot.ts';
import { machineWith, program } from './testing/program.ts';
import { TraceHash } from './trace-hash.ts';

const retired = (pc: bigint, word: number) => ({ kind: 'retired', pc, word, decoded: undefined, cause: 0n }) as const;
const trap = (pc: bigint, cause: bigint) =>
  ({ kind: 'trap', pc, pcLow: Number(pc & 0xffff_ffffn), pcHigh: Number(pc >> 32n), word: 0x73, cause }) as const;

const hashOf = (fill: (hash: TraceHash) => void) => {
  const hash = new TraceHash('full');
  fill(hash);
  return hash.digest();
};

test('hart, pc, word, kind and order all matter', () => {
  const hashes = [
    hashOf((hash) => hash.step(0, retired(4n, 0x13))),
    hashOf((hash) => hash.step(1, retired(4n, 0x13))),
    hashOf((hash) => hash.step(0, retired(4n + 2n ** 32n, 0x13))),
    hashOf((hash) => hash.step(0, retired(4n, 0x93))),
    hashOf((hash) => hash.step(0, trap(4n, 2n))),
    hashOf((hash) => hash.step(0, trap(4n, 2n + 2n ** 63n))),
    hashOf((hash) => hash.trap(0, 0, trap(4n, 2n))),
    hashOf((hash) => hash.trap(1, 0, trap(4n, 2n))),
    hashOf((hash) => hash.trap(1, 1, trap(4n, 2n))),
    hashOf((hash) => hash.trap(0, 0, trap(6n, 2n))),
    hashOf((hash) => hash.trap(0, 0, trap(4n + 2n ** 32n, 2n))),
    hashOf((hash) => hash.trap(0, 0, trap(4n, 2n + 2n ** 63n))),
    hashOf((hash) => hash.output(0x41)),
    hashOf((hash) => hash.output(0x42)),
    hashOf((hash) => {
      hash.word(1);
      hash.word(2);
    }),
    hashOf((hash) => {
      hash.word(2);
      hash.word(1);
    }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

describe('the hash of a machine', () => {
  /** Two harts, a device that interrupts, an SSE event with a handler, input, output and a timer: no part is idle. */
  const kernel = program(`
    li a0, 0xffff0000
    la a1, handler
    li a2, 7
    sbi 0x535345, 2            # register
    li a0, 0xffff0000
    sbi 0x535345, 4            # enable
    sbi 0x535345, 8            # unmask
    li a0, 1
    la a1, second
    sbi SBI_HSM, 0
    li t0, UART
    li t1, 3
    sb t1, 1(t0)
    lbu t1, 0(t0)
    li a0, 0x41
    sbi SBI_DBCN, 2
    li a0, 1000
    sbi SBI_TIME, 0
    li a0, 0xffff0000
    li a1, 0
    sbi 0x535345, 7            # inject
    handler:
    j handler
    second:
    li a0, 0x80000000
    sbi SBI_HSM, 3             # suspend
    .balign 8
    tohost: .dword 0
    fromhost: .dword 0
  `);
  const machineThere = () => {
    const { machine } = machineWith({ harts: 2, kernel, input: 'input' });
    machine.run({ maxInstructions: 1000 });
    return machine;
  };

  test('changes with every bit of all that a hart is, and with every cell of its block', { timeout: 60_000 }, () => {
    const machine = machineThere();
    const base = machine.traceHash();
    const { buffer, byteOffset } = machine.memory.hartBlock(1);
    const cells = new BigUint64Array(buffer, byteOffset, hartLayout.size / 8);
    const differs = (cell: number, bit: number) => {
      cells[cell]! ^= 1n << BigInt(bit);
      const changed = machine.traceHash() !== base;
      cells[cell]! ^= 1n << BigInt(bit);
      return changed;
    };
    const missed: string[] = [];
    const seen = new Set<number>();
    for (const { name, cell, mask } of stateFields) {
      seen.add(cell);
      for (let bit = 0; bit < 64; bit++)
        if ((mask >> BigInt(bit)) & 1n && !differs(cell, bit)) missed.push(`${name}: bit ${bit}`);
    }
    for (let cell = 0; cell < cells.length; cell++)
      if (!seen.has(cell) && !differs(cell, cell % 64)) missed.push(`cell ${cell}`);
    expect(missed).toEqual([]);
    expect(machine.traceHash()).toBe(base);
  });

  /** Every number, bigint, boolean and string in data, by its path, and the data with another one in its place. */
  function* changes(data: unknown, path = ''): Generator<readonly [path: string, changed: unknown], void, void> {
    if (typeof data === 'boolean') yield [path, !data];
    else if (typeof data === 'number') yield [path, data ^ 1];
    else if (typeof data === 'bigint') yield [path, data ^ 1n];
    else if (typeof data === 'string') yield [path, `${data}!`];
    else
      for (const [key, value] of entriesOf(data).members)
        for (const [within, changed] of changes(value, `${path}.${key}`)) {
          const copy = structuredClone(data);
          if (copy instanceof Map) copy.set(key, changed);
          else Object.assign(copy as object, { [String(key)]: changed });
          yield [within, copy];
        }
  }

  test(
    'changes with every field of every part of the saved state, and restoring brings each back',
    { timeout: 60_000 },
    () => {
      const snapshot = machineThere().save();
      const machine = machineThere();
      const base = machine.traceHash();
      // The hart's blocks are above; the kind of the machine is not to be changed.
      const { harts, machine: kind, ...rest } = snapshot.state;
      const paths: string[] = [];
      const missed: string[] = [];
      for (const [path, changed] of changes(rest)) {
        paths.push(path);
        machine.restore({ ...snapshot, state: { ...(changed as typeof rest), harts, machine: kind } } as Snapshot);
        if (machine.traceHash() === base) missed.push(path);
      }
      machine.restore(snapshot);
      expect(machine.traceHash()).toBe(base);
      expect(missed).toEqual([]);
      for (const part of [
        '.clock.slots',
        '.clock.frozen',
        '.devices.ns16550a.IER',
        '.devices.plic.contexts.1.threshold',
        '.devices.clint.mtimecmp.1',
        '.firmware.harts.1.frame.mepc',
        '.firmware.harts.1.hsm.state',
        '.firmware.sse.harts.0.local.0.at.resume.pc',
        '.firmware.sse.global.0.stored.PRIORITY',
        '.htif.waited',
        '.schedule.turn',
        '.input',
        '.watches.0.latest.pc',
        '.trace.full.0',
      ])
        expect(paths).toContain(part);
    },
  );

  test('changes with every byte of RAM, and not with what was written and is zero again', () => {
    const machine = machineThere();
    const base = machine.traceHash();
    const { memory } = machine;
    for (const address of [0x8000_0000, 0x8000_0fff, 0x8020_0001, 0x80ff_fff8]) {
      const byte = memory.read(address, 1);
      memory.write(address, 1, byte ^ 0x80n);
      expect(machine.traceHash()).not.toBe(base);
      memory.write(address, 1, byte);
      expect(machine.traceHash()).toBe(base);
    }
  });

  test('asking for it changes nothing', () => {
    const asked = machineThere();
    const other = machineThere();
    for (let times = 0; times < 10; times++) {
      asked.traceHash();
      for (const machine of [asked, other]) machine.run({ maxInstructions: 7 });
    }
    expect(asked.traceHash()).toBe(other.traceHash());
  });
});
