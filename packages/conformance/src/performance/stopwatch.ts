/** Nanoseconds of CPU time that this process has used so far: what others do on the machine hardly counts. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

const turns = 1_000_000;

/** Turns that need the result of the one before, so that they cost what the processor makes of them. */
export function fixedLoop(): number {
  let value = 1;
  for (let n = 0; n < turns; n++) value = (Math.imul(value, 0x41c6_4e6d) + 12_345) | 0;
  return value;
}

/** What one turn of `fixedLoop` costs now, in nanoseconds of CPU time. */
export function turnNow(): number {
  const before = cpuTime();
  fixedLoop();
  return (cpuTime() - before) / turns;
}
