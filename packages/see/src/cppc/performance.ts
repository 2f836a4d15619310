/** What performances a hart can have, in units of its own scale (ACPI 6.5, 8.4.6.1.1). */
export const performance = {
  highest: 150,
  nominal: 100,
  lowestNonlinear: 40,
  lowest: 10,
  /** At which both counters count alike. */
  reference: 100,
} as const;

/** What the supervisor asks of a hart's performance, and what that has come to. It never changes: another takes its place. */
export interface Performance {
  readonly desired: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Whether the requests count; without, the hart has its nominal performance. */
  readonly enabled: boolean;
  /** Up to the tick `since`: the performance granted in each tick, all of them together. */
  readonly granted: bigint;
  readonly since: bigint;
}

/** After a reset. */
export const initialPerformance: Performance = {
  desired: performance.nominal,
  minimum: performance.lowest,
  maximum: performance.highest,
  enabled: false,
  granted: 0n,
  since: 0n,
};

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** What is granted at present: what is desired, within what is asked for and what the hart can. */
const grantedNow = ({ desired, minimum, maximum, enabled }: Performance): number =>
  enabled ? within(within(desired, minimum, maximum), performance.lowest, performance.highest) : performance.nominal;

/** All that was granted until `now`, a tick not before `since`. */
const grantedUntil = (its: Performance, now: bigint): bigint =>
  its.granted + (now - its.since) * BigInt(grantedNow(its));

/** The delivered performance counter at `now`: as far as the reference counter would be if the hart had always had what it was granted. */
export const deliveredCounter = (its: Performance, now: bigint): bigint =>
  grantedUntil(its, now) / BigInt(performance.reference);

/** The same with other requests from `now` on. */
export const asking = (
  its: Performance,
  now: bigint,
  requests: Partial<Pick<Performance, 'desired' | 'minimum' | 'maximum' | 'enabled'>>,
): Performance => ({ ...its, ...requests, granted: grantedUntil(its, now), since: now });

/** No requests from `now` on. */
export const withoutRequests = (its: Performance, now: bigint): Performance => {
  const { desired, minimum, maximum, enabled } = initialPerformance;
  return asking(its, now, { desired, minimum, maximum, enabled });
};
