import { errorCodes } from '../error-codes.ts';

const { ALREADY_STARTED, ALREADY_STOPPED, INVALID_PARAM, NOT_SUPPORTED, SUCCESS } = errorCodes;

/**
 * The programmable counters of one hart, as far as their overflow goes, from sbi "Performance Monitoring Unit Extension" and
 * priv "Count Overflow Control". Every function is pure.
 */
export interface WorldCounters {
  readonly counters: readonly WorldCounter[];
  /** `mip.LCOFIP`. */
  readonly LCOFIP: boolean;
}

export interface WorldCounter {
  /** An event is mapped to it. */
  readonly configured: boolean;
  readonly started: boolean;
  /** `mhpmeventN.OF`. */
  readonly OF: boolean;
}

/** The first of them is counter 3. */
export const FIRST_COUNTER = 3;

/** A hart that starts: no counter counts, and none asks for an interrupt before it has been started. */
export const freshCounters: WorldCounters = {
  counters: Array<WorldCounter>(3).fill({ configured: false, started: false, OF: true }),
  LCOFIP: false,
};

const SKIP_MATCH = 1n;
const AUTO_START = 4n;
const RESET = 1n;

interface Answer {
  readonly after: WorldCounters;
  readonly error: bigint;
  readonly value?: bigint;
}

const change = (its: WorldCounters, index: number, part: Partial<WorldCounter>): WorldCounters => ({
  ...its,
  counters: its.counters.with(index, { ...(its.counters[index] as WorldCounter), ...part }),
});

/** OF is never cleared while the interrupt stands. */
const cleared = (its: WorldCounters, index: number): WorldCounters =>
  its.LCOFIP ? its : change(its, index, { OF: false });
const started = (its: WorldCounters, index: number): WorldCounters =>
  change(cleared(its, index), index, { started: true });

/**
 * counter_config_matching, counter_start and counter_stop on counters 3 to 5.
 *
 * @param isSupervisors the overflow interrupt is delegated to the supervisor
 */
export function counterCall(its: WorldCounters, name: string, args: readonly bigint[], isSupervisors: boolean): Answer {
  const [, mask = 0n, flags = 0n] = args;
  const set = its.counters.map((_, index) => index).filter((index) => ((mask >> BigInt(index)) & 1n) === 1n);
  const of = (index: number) => its.counters[index] as WorldCounter;
  if (set.length === 0) return { after: its, error: INVALID_PARAM };
  switch (name) {
    case 'counter_config_matching': {
      const free = (index: number) => !of(index).configured && !of(index).started;
      const index = flags & SKIP_MATCH ? set[0] : set.find(free);
      if (index === undefined) return { after: its, error: NOT_SUPPORTED };
      const configured = change(cleared(its, index), index, { configured: true });
      const after = flags & AUTO_START && !of(index).started ? started(configured, index) : configured;
      return { after, error: SUCCESS, value: BigInt(index + FIRST_COUNTER) };
    }
    case 'counter_start':
      if (set.some((index) => !of(index).configured)) return { after: its, error: INVALID_PARAM };
      return {
        after: set.filter((index) => !of(index).started).reduce(started, its),
        error: set.some((index) => of(index).started) ? ALREADY_STARTED : SUCCESS,
      };
    default: {
      const stopped = set.reduce((all, index) => change(all, index, { started: false }), its);
      const withdrawn = isSupervisors ? stopped : { ...stopped, LCOFIP: false };
      const forget = (all: WorldCounters, index: number) => change(cleared(all, index), index, { configured: false });
      return {
        after: flags & RESET ? set.reduce(forget, withdrawn) : withdrawn,
        error: set.some((index) => !of(index).started) ? ALREADY_STOPPED : SUCCESS,
      };
    }
  }
}

/** A counter wraps while it counts: the first time since OF was cleared it asks for the interrupt. */
export const wrapped = (its: WorldCounters, index: number): WorldCounters =>
  its.counters[index]?.started && !its.counters[index].OF ? { ...change(its, index, { OF: true }), LCOFIP: true } : its;
