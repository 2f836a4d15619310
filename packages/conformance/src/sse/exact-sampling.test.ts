import type { EngineKind } from '@hartlab/hart';
import { guestPayload } from '@hartlab/lab';
import { BufferConsole, Machine, type Image } from '@hartlab/machine';
import { policies } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { engineKinds } from '../engine/engine-kinds.ts';

// At period 1 the handler runs for every instruction of the program: some seconds on the reference when the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

/**
 * Sampling is exact: the counter's interrupt comes before the instruction after the one that wraps it (priv "Count
 * Overflow Control" lets it come later; here it never does), and nothing can hold it back.
 */

const payload = guestPayload('sampling', 'minimal');
const address = (symbol: string): number => Number(payload.address(symbol));
const [begin, end] = [address('program'), address('program_end')];

/** How often the program goes round, and after how many of its instructions it is sampled. */
interface Course {
  readonly rounds: number;
  readonly period: number;
}

const imageOf = (course: Course): Image => {
  const [segment] = payload.image.segments;
  const bytes = segment!.bytes.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const name of ['rounds', 'period'] as const)
    view.setBigUint64(address(name) - segment!.address, BigInt(course[name]), true);
  return { ...payload.image, segments: [{ ...segment!, bytes }] };
};

const machineOf = (course: Course, engine?: EngineKind) => {
  const { isa } = payload;
  const options = { kernel: imageOf(course), console: new BufferConsole(), ram: 8 * 1024 ** 2 };
  return new Machine({ bios: 'built-in', ...options, ...(isa && { isa }), ...(engine && { engine }) });
};

/** A boundary of the program. */
interface Boundary {
  readonly pc: number;
  /** Whether an instruction retired there. */
  readonly retires: boolean;
}

/** The program's trace, without a sample. */
function traceOf(rounds: number): readonly Boundary[] {
  const machine = machineOf({ rounds, period: 2 ** 50 });
  const hart = machine.harts[0]!;
  const boundaries: Boundary[] = [];
  for (;;) {
    const { privilege } = hart;
    const pc = Number(hart.pc);
    const step = machine.step();
    if (!step) return boundaries;
    if (privilege === 'U') boundaries.push({ pc, retires: step.kind === 'retired' });
  }
}

/** How often each instruction of the program is the next after a multiple of so many that have retired. */
function histogramOf(trace: readonly Boundary[], period: number): number[] {
  const histogram = Array.from({ length: (end - begin) / 4 }, () => 0);
  let retired = 0;
  trace.forEach(({ retires }, index) => {
    if (!retires || ++retired % period !== 0) return;
    histogram[(trace[index + 1]!.pc - begin) / 4]!++;
  });
  return histogram;
}

const courses: readonly Course[] = [
  { rounds: 150, period: 1 },
  { rounds: 400, period: 7 },
  { rounds: 2000, period: 100 },
  { rounds: 6000, period: 10_007 },
];
const traces = new Map(courses.map(({ rounds }) => [rounds, traceOf(rounds)]));

test.each(courses)('a trace of $rounds rounds has loops, calls and traps, and is long enough', ({ rounds, period }) => {
  const trace = traces.get(rounds)!;
  expect(trace.filter(({ retires }) => !retires).length).toBeGreaterThan(10);
  expect(new Set(trace.map(({ pc }) => pc)).size).toBe((end - begin) / 4);
  expect(trace.length).toBeGreaterThan(20 * period);
});

describe.each(Object.entries(engineKinds))('the histogram of sampled pcs is that of the trace, on %s', (_, engine) => {
  test.each(courses)('at period $period', (course) => {
    const trace = traces.get(course.rounds)!;
    const machine = machineOf(course, engine);
    expect(machine.run({ maxInstructions: 50_000_000 })).toMatchObject({ reason: 'poweroff' });
    const expected = histogramOf(trace, course.period);
    const sampled = expected.map((_count, n) => Number(machine.memory.read(address('histogram') + 4 * n, 4)));
    expect(sampled).toEqual(expected);
    const retired = trace.filter(({ retires }) => retires).length;
    expect(Number(machine.memory.read(address('samples'), 8))).toBe(Math.floor(retired / course.period));
  });
});

test('a run that moves to another machine and engine every 499 boundaries, mostly in the handler, is the same', () => {
  const course: Course = { rounds: 60, period: 7 };
  const machines = Object.values(engineKinds).map((engine) => machineOf(course, engine));
  let hops = 0;
  let [machine] = machines as [Machine];
  while (machine.run({ until: machine.position + 499 }).reason === 'paused') {
    const snapshot = machine.save();
    machine = machines[++hops % machines.length]!;
    machine.restore(snapshot);
  }
  expect(hops).toBeGreaterThan(20);
  const expected = histogramOf(traceOf(course.rounds), course.period);
  expect(expected.map((_, n) => Number(machine.memory.read(address('histogram') + 4 * n, 4)))).toEqual(expected);
});

/** A counter that counts in all modes, and a kernel that it brings to grief. */
test.each(['private', 'opensbi-1.9'] as const)('perf-top goes the same way on every engine under %s', (policy) => {
  const { image, isa } = guestPayload('perf-top', 'minimal');
  const hashes = Object.values(engineKinds).map((engine) => {
    const console = new BufferConsole();
    const machine = new Machine({
      bios: 'built-in',
      kernel: image,
      console,
      ram: 8 * 1024 ** 2,
      policy: policies[policy],
      engine,
      traceHash: 'sampled',
      ...(isa && { isa }),
    });
    machine.run({ maxInstructions: 200_000 });
    return `${machine.instructions} ${machine.traps} ${machine.traceHash()} ${console.text}`;
  });
  expect(new Set(hashes).size).toBe(1);
});
