import { cpuTime, median, turnNow } from './stopwatch.ts';

/** Something whose cost is measured. */
export interface Operation {
  readonly name: string;
  /** The most that it should cost, in nanoseconds on a processor on which one turn of `fixedLoop` takes one. */
  readonly target?: number;
  /** Does it once, or as often as the benchmark says. */
  readonly once: () => void;
}

/** Operations that are measured together. */
export interface Benchmark {
  /** Gets them ready. Where there are several, they are parts of a cycle: each needs the one before. */
  readonly prepare: () => readonly Operation[];
  /** How often one measurement does them. */
  readonly times: number;
  /** How often `once` does an operation, such as once for each hart: 1 if absent. */
  readonly each?: number;
}

/** What an operation costs. */
export interface Measurement {
  readonly name: string;
  readonly target: number | undefined;
  /** Nanoseconds of CPU time. */
  readonly nanoseconds: number;
  /** For how many turns of `fixedLoop` it lasts. Unlike nanoseconds, this depends little on the processor. */
  readonly turns: number;
}

const rounds = 5;
/** Rounds that do not count: the host compiles what is hot, at first more than once. */
const warmingUp = 4;

/** Measures the operations several times, each time beside the fixed loop: medians. */
export function measure({ prepare, times, each = 1 }: Benchmark): readonly Measurement[] {
  const operations = prepare();
  const run = operations.length === 1 ? () => [costOf(operations[0]!, times)] : () => costsOf(operations, times);
  const measured = Array.from({ length: warmingUp + rounds }, () => ({ turn: turnNow(), costs: run() })).slice(
    warmingUp,
  );
  return operations.map(({ name, target }, index) => ({
    name,
    target,
    nanoseconds: median(measured.map(({ costs }) => costs[index]! / each)),
    turns: median(measured.map(({ costs, turn }) => costs[index]! / each / turn)),
  }));
}

function costOf({ once }: Operation, times: number): number {
  const before = cpuTime();
  for (let n = 0; n < times; n++) once();
  return (cpuTime() - before) / times;
}

/** Of the parts of a cycle, each without what it costs to look at the clock. */
function costsOf(cycle: readonly Operation[], times: number): readonly number[] {
  const parts = [() => {}, ...cycle.map(({ once }) => once)];
  const spent = parts.map(() => 0);
  for (let n = 0; n < times; n++)
    for (const [index, part] of parts.entries()) {
      const before = cpuTime();
      part();
      spent[index]! += cpuTime() - before;
    }
  const [looking = 0, ...costs] = spent;
  return costs.map((cost) => (cost - looking) / times);
}

/** Whether it lasts more than twice as long as it should: a guard says so however loaded the machine is. */
export const isTooSlow = ({ target, turns }: Measurement): boolean => target !== undefined && turns > 2 * target;
