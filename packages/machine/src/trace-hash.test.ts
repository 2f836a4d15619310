import { hartLayout, liveCells, stateFields } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { entriesOf } from './plain-data.ts';
import { BufferConsole } from './console.ts';
import { Machine } from './machine.ts';
import type { Snapshot } from './snapshot.ts';
import { machineWith, program } from './testing/program.ts';
import { sampleDistance, TraceHash } from './trace-hash.ts';
import { WordHash } from './word-hash.ts';

const at = (pc: bigint) => ({ pcLow: Number(pc & 0xffff_ffffn), pcHigh: Number(pc >> 32n) });
const retired = (pc: bigint, word: number) => ({ kind: 'retired', ...at(pc), word, cause: 0n }) as const;
const trap = (pc: bigint, cause: bigint) => ({ kind: 'trap', ...at(pc), word: 0x73, cause }) as const;

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

  const dataHash = (data: unknown): string => {
    const hash = new WordHash();
    hash.data(data);
    return hash.digest();
  };

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
        try {
          machine.restore({ ...snapshot, state: { ...(changed as typeof rest), harts, machine: kind } } as Snapshot);
          if (machine.traceHash() === base) missed.push(path);
        } catch (error) {
          // Of what no state is, only that it is hashed can be said.
          expect((error as Error).message).toMatch('damaged');
          if (dataHash(changed) === dataHash(rest)) missed.push(path);
        }
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
        '.firmware.sse.harts.0.local.2.at.resume.pc',
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

describe('a sampled hash', () => {
  /** Two harts that count, trap, are interrupted by their timers and print. */
  const kernel = program(`
    li a0, 1
    la a1, main
    sbi SBI_HSM, 0
    main:
    la t0, handler
    csrw stvec, t0
    li t0, 0x20
    csrw sie, t0
    csrsi sstatus, 2
    li a0, 0
    sbi SBI_TIME, 0
    li s1, 0x11
    loop: mul s0, s0, s1
    addi s0, s0, 7
    andi t0, s0, 255
    bnez t0, loop
    ebreak
    j loop
    .balign 4
    handler:
    csrr s2, scause
    csrr s3, sepc
    bltz s2, 1f
    addi s3, s3, 2
    csrw sepc, s3
    li a0, 0x2e
    sbi 1, 0
    sret
    1: rdtime a0
    addi a0, a0, 97
    sbi SBI_TIME, 0
    sret
  `);
  /** The number of boundaries before the first one that is passed: no turn ends with the sample. */
  const before = sampleDistance - 3141;

  const machineThere = (console = new BufferConsole()) => {
    const options = { bios: 'built-in', kernel, ram: 16 * 1024 ** 2, harts: 2, traceHash: 'sampled', console } as const;
    const machine = new Machine(options);
    const { state, pages } = machine.save();
    machine.restore({ state: { ...state, boundaries: before }, pages });
    return machine;
  };
  const lanesOf = (machine: Machine) => machine.save().state.trace?.sampled;

  test('is of traps, output and samples, as its documentation says', () => {
    const expected = new WordHash();
    const printed: number[] = [];
    class Noting extends BufferConsole {
      override write(byte: number): void {
        printed.push(byte);
      }
    }
    const machine = machineThere(new Noting());
    const happened = { trap: 0, interrupt: 0, output: 0, sample: 0 };
    machine.run({
      until: sampleDistance + 3000,
      observe({ index }, { kind, pc, cause }) {
        const { boundaries } = machine;
        if (kind === 'trap' || kind === 'interrupt') {
          happened[kind]++;
          expected.word(2 | (index << 8));
          expected.value(BigInt(boundaries - 1));
          expected.value(pc);
          expected.value(cause);
        }
        for (const byte of printed.splice(0)) {
          happened.output++;
          expected.word(3 | (byte << 8));
        }
        if (boundaries % 65_536 !== 0) return;
        happened.sample++;
        for (const hart of [0, 1]) {
          expected.word(4 | (hart << 8));
          expected.value(BigInt(boundaries));
          const { buffer, byteOffset } = machine.memory.hartBlock(hart);
          const cells = new BigUint64Array(buffer, byteOffset, hartLayout.size / 8);
          for (const cell of liveCells) {
            if (cells[cell] === 0n) continue;
            expected.word(cell);
            expected.value(cells[cell]!);
          }
        }
      },
    });
    expect(lanesOf(machine)).toEqual(expected.save());
    expect(happened.sample).toBe(1);
    expect(Math.min(happened.trap, happened.interrupt, happened.output)).toBeGreaterThan(5);
  });

  test('is the same in one go, step by step, and with pauses, snapshots and rollbacks in between', () => {
    const until = sampleDistance + 2000;
    const [whole, stepped, interrupted] = [machineThere(), machineThere(), machineThere()];
    whole.run({ until });
    while (stepped.position < until) stepped.step();
    for (let time = 0; interrupted.position < until; time++) {
      if (time % 3 === 0) {
        interrupted.checkpoint();
        interrupted.run({ until: interrupted.position + 1500 });
        interrupted.rollback();
      } else if (time % 3 === 1) {
        const snapshot = structuredClone(interrupted.save());
        interrupted.run({ until: interrupted.position + 700 });
        interrupted.restore(snapshot);
      }
      interrupted.run({ until: Math.min(until, interrupted.position + 333), pause: () => time % 2 === 0 });
      interrupted.run({ until: Math.min(until, interrupted.position + 71) });
    }
    expect(lanesOf(stepped)).toEqual(lanesOf(whole));
    expect(lanesOf(interrupted)).toEqual(lanesOf(whole));
    expect(interrupted.traceHash()).toBe(whole.traceHash());
  });

  test('changes with a register that nothing has shown by the next sample, and not by what is gone before it', () => {
    const run = (from: number, to: number) => {
      const machine = machineThere();
      machine.run({ until: from });
      const s4 = machine.harts[0]!.x(20);
      machine.harts[0]!.setX(20, s4 ^ 1n);
      machine.run({ until: to });
      machine.harts[0]!.setX(20, s4);
      machine.run({ until: sampleDistance + 100 });
      return machine.traceHash();
    };
    const untouched = run(sampleDistance, sampleDistance);
    expect(run(sampleDistance - 200, sampleDistance - 1)).toBe(untouched);
    expect(run(sampleDistance - 1, sampleDistance)).not.toBe(untouched);
    expect(run(sampleDistance, sampleDistance + 50)).toBe(untouched);
  });
});
