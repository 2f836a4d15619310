/** One logical counter, as the specification knows it. */
interface ModelCounter {
  readonly kind: 'fixed' | 'programmable' | 'firmware';
  event: bigint | undefined;
  started: boolean;
  value: bigint;
}

/** What a call answers: `a0` and, where it says something, `a1`. */
type Answer = readonly [error: bigint, value?: bigint];

const [SUCCESS, NOT_SUPPORTED, INVALID_PARAM, ALREADY_STARTED, ALREADY_STOPPED, NO_SHMEM] = [
  0n,
  -2n,
  -3n,
  -7n,
  -8n,
  -9n,
] as const;
const [SKIP_MATCH, CLEAR_VALUE, AUTO_START] = [1n, 2n, 4n] as const;
const [SET_INIT_VALUE, INIT_SNAPSHOT] = [1n, 2n] as const;
const [RESET, TAKE_SNAPSHOT] = [1n, 2n] as const;

/** The event that fixed counter n has by nature. */
const own: Readonly<Record<number, bigint>> = { 0: 1n, 2: 2n };
const isFirmware = (event: bigint) => event >> 16n === 15n;

/**
 * One hart's counters by sbi "Performance Monitoring Unit Extension", whose programmable ones come first where an event can have
 * either, and docs/decisions where it is silent. Nothing happens in it that a counter of the hart would count.
 */
export class PmuModel {
  readonly counters: (ModelCounter | undefined)[];
  /** The snapshot's values, by slot; undefined while there is no shared memory. */
  shmem: bigint[] | undefined;

  constructor() {
    const counter = (kind: ModelCounter['kind'], started: boolean): ModelCounter => ({
      kind,
      event: undefined,
      started,
      value: 0n,
    });
    this.counters = Array.from({ length: 35 }, (_, n) => {
      if (n === 1) return undefined;
      return n < 3 ? counter('fixed', true) : counter(n < 19 ? 'programmable' : 'firmware', false);
    });
  }

  /** Something that the firmware counts. */
  happened(event: bigint): void {
    for (const counter of this.counters)
      if (counter?.kind === 'firmware' && counter.started && counter.event === event)
        counter.value = BigInt.asUintN(64, counter.value + 1n);
  }

  /** @param monitored the events that programmable counters, and the firmware, can count */
  config(base: number, mask: bigint, flags: bigint, event: bigint, monitored: readonly bigint[]): Answer {
    const set = this.#set(base, mask);
    if (!set || flags >> 8n) return [INVALID_PARAM];
    const can = (n: number) => {
      const { kind } = this.counters[n]!;
      if (kind === 'fixed') return own[n] === event;
      return monitored.includes(event) && (kind === 'firmware') === isFirmware(event);
    };
    const free = set.filter((n) => !this.counters[n]!.started && this.counters[n]!.event === undefined && can(n));
    const chosen = flags & SKIP_MATCH ? set[0]! : (free.find((n) => n >= 3) ?? free[0]);
    if (chosen === undefined || !can(chosen)) return [NOT_SUPPORTED];
    const counter = this.counters[chosen]!;
    counter.event = event;
    if (flags & CLEAR_VALUE) counter.value = 0n;
    if (flags & AUTO_START) counter.started = true;
    return [SUCCESS, BigInt(chosen)];
  }

  start(base: number, mask: bigint, flags: bigint, initial: bigint): Answer {
    const set = this.#set(base, mask);
    if (!set || flags >> 2n || flags === 3n) return [INVALID_PARAM];
    if (set.some((n) => this.counters[n]!.kind !== 'fixed' && this.counters[n]!.event === undefined))
      return [INVALID_PARAM];
    if (flags & INIT_SNAPSHOT && !this.shmem) return [NO_SHMEM];
    const already = set.some((n) => this.counters[n]!.started);
    for (const n of set) {
      const counter = this.counters[n]!;
      if (!counter.started && flags & SET_INIT_VALUE) counter.value = initial;
      if (!counter.started && flags & INIT_SNAPSHOT) counter.value = this.shmem![n - base]!;
      counter.started = true;
    }
    return [already ? ALREADY_STARTED : SUCCESS];
  }

  stop(base: number, mask: bigint, flags: bigint): Answer {
    const set = this.#set(base, mask);
    if (!set || flags >> 2n) return [INVALID_PARAM];
    if (flags & TAKE_SNAPSHOT && !this.shmem) return [NO_SHMEM];
    const already = set.some((n) => !this.counters[n]!.started);
    for (const n of set) {
      const counter = this.counters[n]!;
      counter.started = false;
      if (flags & TAKE_SNAPSHOT) this.shmem![n - base] = counter.value;
      if (flags & RESET) counter.event = undefined;
    }
    return [already ? ALREADY_STOPPED : SUCCESS];
  }

  read(n: number): Answer {
    const counter = this.counters[n];
    return counter?.kind === 'firmware' ? [SUCCESS, counter.value] : [INVALID_PARAM];
  }

  /** The counters of a set, unless it is empty or one of them is invalid. */
  #set(base: number, mask: bigint): readonly number[] | undefined {
    const set = Array.from({ length: 64 }, (_, i) => base + i).filter((n) => (mask >> BigInt(n - base)) & 1n);
    return set.length > 0 && set.every((n) => this.counters[n]) ? set : undefined;
  }
}
