import { exception, type EngineKind, LONGEST_SLICE, ReferenceEngine } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { BufferConsole } from './console.ts';
import { Machine } from './machine.ts';
import type { MachineOptions } from './machine-options.ts';
import { machineWith, program } from './testing/program.ts';

/** An engine that notes the budgets it is given. */
const noting = (budgets: number[]): EngineKind => ({
  bytes: () => 0,
  make: (harts) => {
    const engine = new ReferenceEngine(harts);
    return {
      run: (hart, budget) => {
        budgets.push(budget);
        return engine.run(hart, budget);
      },
      flush: () => engine.flush(),
    };
  },
});

/** The budgets of the first slices of a machine that runs this program, without a trace hash. */
function budgetsOf(source: string, options: Partial<MachineOptions> = {}, run: Parameters<Machine['run']>[0] = {}) {
  const budgets: number[] = [];
  const { machine } = machineWith({
    kernel: program(source),
    traceHash: undefined,
    engine: noting(budgets),
    ...options,
  });
  const stop = machine.run({ maxInstructions: 5000, ...run });
  // The first boundary passes alone: after it the clock looks for the first time what goes off when.
  expect(budgets.shift()).toBe(1);
  return { budgets, machine, stop };
}

describe('a slice ends', () => {
  test('with the turn', () => {
    expect(budgetsOf('1: j 1b', {}, { maxInstructions: 250_000 }).budgets).toEqual([99_999, 100_000, 50_000]);
    expect(budgetsOf('1: j 1b', { harts: 2 }).budgets.slice(0, 3)).toEqual([999, 1000, 1000]);
    expect(budgetsOf('1: j 1b', { quantum: 7 }).budgets.slice(0, 3)).toEqual([6, 7, 7]);
  });

  test('at the limits of the run', () => {
    const { budgets, stop } = budgetsOf('1: j 1b', { quantum: 100 }, { maxInstructions: 250 });
    expect([budgets, stop.reason]).toEqual([[99, 100, 50], 'limit']);
    expect(budgetsOf('1: j 1b', { quantum: 100 }, { until: 130 }).budgets).toEqual([99, 30]);
  });

  test('no later than the longest that is allowed', () => {
    const source = 'li a0, 0x100000; li a1, 0x5555; sw a1, 0(a0)';
    expect(budgetsOf(source, { quantum: 100_000_000 }, { maxInstructions: Infinity }).budgets[0]).toBe(LONGEST_SLICE);
  });

  test('when the timer goes off that it has set itself', () => {
    // Ticks are ten slots: tick 5 begins with slot 50. The write is the second instruction.
    const { budgets, machine } = budgetsOf('li t0, 5; csrw stimecmp, t0; 1: j 1b', { quantum: 10_000 }, { until: 200 });
    expect([budgets[1], machine.position]).toEqual([48, 200]);
  });

  test('after what a device is told: a store to the test finisher is the last instruction', () => {
    const { machine, stop } = budgetsOf('li a0, FINISHER; li a1, 0x5555; sw a1, 0(a0); 1: j 1b');
    expect([stop.reason, machine.instructions]).toEqual(['pass', machine.boundaries]);
    const single = machineWith({ kernel: program('li a0, FINISHER; li a1, 0x5555; sw a1, 0(a0); 1: j 1b') });
    while (single.machine.step());
    expect(machine.position).toBe(single.machine.position);
  });

  test('and a hart whose critical error ends the machine passes nothing more', () => {
    const { machine } = machineWith({ kernel: program('nop'), traceHash: undefined });
    machine.harts[0]!.state.criticalError = true;
    expect([machine.run().reason, machine.boundaries]).toEqual(['critical-error', 0]);
    expect(machine.run().reason).toBe('critical-error');
  });
});

/** A console that notes at which position each of its bytes was read. */
class Noting extends BufferConsole {
  readonly positions: number[] = [];
  override read(position = -1): number {
    const byte = super.read();
    if (byte >= 0) this.positions.push(position);
    return byte;
  }
}

test.each([false, true])('firmware acts at the boundary of the trap, observed or not: %s', (isObserved) => {
  const console = new Noting('abc');
  const call = 'nop; li a0, 1; la a1, there; li a2, 0; sbi SBI_DBCN, 1;';
  const kernel = program(`${call.repeat(3)} poweroff; there: .dword 0`);
  const machine = new Machine({ bios: 'built-in', ram: 16 * 1024 ** 2, kernel, console });
  const calls: number[] = [];
  const observe = (_hart: unknown, { cause }: { cause: bigint }) => {
    if (cause === exception.ecallFromS) calls.push(machine.position - 1);
  };
  machine.run(isObserved ? { observe } : {});
  if (isObserved) expect(console.positions).toEqual(calls.slice(0, 3));
  // Before the first call as many boundaries have passed as between two of them, but for the trap itself.
  const [first = 0, second = 0, third = 0] = console.positions;
  expect([third - second, second - first]).toEqual([second - first, first + 1]);
});

test('a guest that looks for input in the middle of a slice is where it is, not where the slice began', () => {
  const console = new Noting('a');
  // The sixth instruction looks: five boundaries lie behind it, of which the first was a slice by itself.
  const kernel = program('nop; nop; nop; nop; li t0, UART; lbu t1, 0(t0); 1: j 1b');
  new Machine({ bios: 'built-in', ram: 16 * 1024 ** 2, kernel, console }).run({ maxInstructions: 50 });
  expect(console.positions).toEqual([5]);
});

describe('a quantum', () => {
  const text = (quantum: number) => machineWith({ kernel: program('1: j 1b'), quantum, harts: 2 }).machine;

  test('is of the kind of a machine: a snapshot of another one is refused', () => {
    const snapshot = text(50).save();
    expect(() => text(60).restore(snapshot)).toThrow(/turns of 50 slots/);
    expect(() => text(50).restore(snapshot)).not.toThrow();
  });

  test('of 1,000 is the one that machines have by themselves', () => {
    expect(text(1000).fingerprint()).toBe(machineWith({ kernel: program('1: j 1b'), harts: 2 }).machine.fingerprint());
  });
});

describe('who is told of something lets the run pause there', () => {
  const calls = `${'nop; li a0, 46; sbi SBI_DBCN, 2;'.repeat(4)} poweroff`;
  const run = (pausesAt: number, quantum: number) => {
    const lines: string[] = [];
    const { machine } = machineWith({
      kernel: program(calls),
      quantum,
      harts: 2,
      traceSbi(line) {
        lines.push(line);
        if (lines.length === pausesAt) machine.pause();
      },
    });
    const paused = machine.run({ maxInstructions: 1000 });
    return { machine, paused, lines };
  };

  // nop, li, li, li and the ECALL, which is a trap and no instruction that retires.
  test.each([1, 5, 10, 1000])('at the boundary that is being passed, with turns of %i', (quantum) => {
    const { machine, paused, lines } = run(2, quantum);
    expect([paused.reason, machine.traps, lines.length]).toEqual(['paused', 2, 2]);
    expect(machine.run().reason).toBe('poweroff');
    expect(lines).toHaveLength(5);
    expect(machine.traceHash()).toBe(run(99, quantum).machine.traceHash());
  });

  test('and it does not outlive the run', () => {
    const { machine } = run(99, 100);
    machine.pause();
    expect(machine.run().reason).toBe('poweroff');
  });
});
