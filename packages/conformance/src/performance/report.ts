import { type Benchmark, isTooSlow, measure, type Measurement } from './benchmark.ts';

/** A measurement in a line. */
const line = ({ name, target, nanoseconds, turns }: Measurement): string =>
  [
    `${nanoseconds.toFixed(0).padStart(6)} ns`,
    `${turns.toFixed(0).padStart(6)} turns`,
    name.padEnd(36),
    target === undefined ? '' : `target ${target}`,
  ]
    .join('  ')
    .trimEnd();

/** How often what is too slow is measured anew before it counts. */
const attempts = 3;

/**
 * Measures, and hands each line to `print` as it is known. With `guards`, what is too slow is measured anew: a machine that
 * was busy will not be so each time, a defect stays. Answers what is too slow then.
 */
export function report(
  benchmarks: readonly Benchmark[],
  guards: boolean,
  print: (line: string) => void,
): readonly string[] {
  const tooSlow: string[] = [];
  for (const benchmark of benchmarks) {
    let measured = measure(benchmark);
    for (let attempt = 1; guards && attempt < attempts && measured.some(isTooSlow); attempt++)
      measured = measure(benchmark);
    for (const one of measured) {
      const slow = guards && isTooSlow(one);
      if (slow) tooSlow.push(one.name);
      print(slow ? `${line(one)}: more than twice that` : line(one));
    }
  }
  return tooSlow;
}
