/** Ticks of `mtime` in a second, as QEMU's virt has it. */
export const TIMEBASE_FREQUENCY = 10_000_000;
export const NANOSECONDS_PER_TICK = 1_000_000_000n / BigInt(TIMEBASE_FREQUENCY);

/**
 * Ticks ahead from which on nothing is waited for: 292 years, which is what a signed 64-bit number of nanoseconds holds
 * and hence as far as QEMU's timers reach. Software writes -1 to a comparator for no timer at all.
 */
export const NEVER = 2n ** 63n / NANOSECONDS_PER_TICK;

/** What can happen by itself at a later time. */
export interface TimerSource {
  /**
   * Brings the source's lines to what they are at the clock's time; answers in how many ticks, at least 1, they change
   * next by themselves, if ever.
   */
  update(): bigint | undefined;
}

/** A hart's slice that is running: the clock has not been advanced over what of it has passed. */
export interface RunningSlice {
  /** Boundaries that have passed. */
  readonly done: number;
  /** The slice is to end at the present boundary. */
  end(): void;
}

/** What the clock holds: plain data. */
export interface ClockState {
  readonly slots: number;
  readonly skipped: bigint;
  readonly written: bigint;
  readonly frozen: boolean;
}

/**
 * The machine's time. It knows no host clock: each instruction boundary of a hart is a slot, and
 * `harts * instructionsPerTick` slots make a tick, so that a hart sees a tick for every `instructionsPerTick`
 * instructions of its own. Time is one for all harts. Beneath what mtime shows, which the guest may write and which wraps
 * at 2^64, lies the time that the machine is up, which only grows.
 *
 * Slots, and the ticks they make, are numbers below 2^53; mtime, and what is skipped or written of it, are bigints.
 */
export class Clock {
  readonly #slotsPerTick: number;
  readonly #slice: RunningSlice | undefined;
  readonly #sources: TimerSource[] = [];
  /** Slots that it has been advanced over. */
  #slots = 0;
  /** Ticks that were skipped. */
  #skipped = 0n;
  /** What the guest added to the time by writing mtime. */
  #written = 0n;
  /** The slot at which a source has something to do; 0 asks for a look at the next opportunity. */
  #deadline = 0;
  /** In how many ticks from the latest look something happens by itself. */
  #next: bigint | undefined;
  /** The time that was last asked for, and the tick that it is of; -1 where that is out of date. */
  #time = 0n;
  #timedTick = -1;
  #frozen = false;

  /**
   * `slice` is of the hart that is running, whenever one is.
   *
   * @throws RangeError when `instructionsPerTick` is not a whole number of at least 1.
   */
  constructor(harts: number, instructionsPerTick: number, slice?: RunningSlice) {
    if (!Number.isSafeInteger(instructionsPerTick) || instructionsPerTick < 1)
      throw new RangeError(`instructions per tick is ${instructionsPerTick}; give a whole number of at least 1`);
    this.#slotsPerTick = harts * instructionsPerTick;
    this.#slice = slice;
  }

  /** The slot that is now: within a slice, that of the boundary which is being passed. */
  get #now(): number {
    return this.#frozen || !this.#slice ? this.#slots : this.#slots + this.#slice.done;
  }

  /** The tick that is now, of those that were not skipped. */
  get #tick(): number {
    return Math.floor(this.#now / this.#slotsPerTick);
  }

  /** What mtime shows, 64 bits. Harts ask at every instruction, so a tick's time is worked out once. */
  time(): bigint {
    const tick = this.#tick;
    if (tick !== this.#timedTick) {
      this.#time = BigInt.asUintN(64, this.uptime() + this.#written);
      this.#timedTick = tick;
    }
    return this.#time;
  }

  /** Ticks since the start. No write to mtime moves it, and it does not wrap. */
  uptime(): bigint {
    return this.#skipped + BigInt(this.#tick);
  }

  /** A write to mtime. */
  setTime(time: bigint): void {
    this.#written = time - this.uptime();
    this.#timedTick = -1;
    this.changed();
  }

  add(source: TimerSource): void {
    this.#sources.push(source);
    this.changed();
  }

  /** A source's own times have changed: the clock looks at them when the present boundary has passed. */
  changed(): void {
    this.#deadline = 0;
    this.#slice?.end();
  }

  /** Slots, at least 1, that may pass before something happens by itself. */
  get slotsLeft(): number {
    return Math.max(1, this.#deadline - this.#slots);
  }

  /** Lets `slots` pass, and the timers that they bring due go off. More than `slotsLeft` may pass where no hart executes. */
  advance(slots: number): void {
    if (!this.#frozen) this.#slots += slots;
    if (this.#slots >= this.#deadline) this.#update();
  }

  /** Whether nothing will happen by itself, however much time passes. */
  quiet(): boolean {
    this.#update();
    return this.#next === undefined || this.#frozen;
  }

  /** Skips to the next time at which something happens. False when nothing will; otherwise the machine is up longer. */
  skip(): boolean {
    if (this.quiet() || this.#next === undefined) return false;
    this.#skipped += this.#next;
    this.#timedTick = -1;
    this.#update();
    return true;
  }

  /** Stops the clock: slots pass without time passing, until `thaw`. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
  }

  save(): ClockState {
    return { slots: this.#slots, skipped: this.#skipped, written: this.#written, frozen: this.#frozen };
  }

  /** Sources whose own times differ from what they were then tell of that themselves. */
  restore(state: ClockState): void {
    if (this.#slots === state.slots && this.#skipped === state.skipped && this.#written === state.written) {
      this.#frozen = state.frozen;
      return;
    }
    this.#slots = state.slots;
    this.#skipped = state.skipped;
    this.#written = state.written;
    this.#frozen = state.frozen;
    this.#timedTick = -1;
    this.changed();
  }

  /** As `restore`, and all timers are at once what they are at that time. */
  goBack(state: ClockState): void {
    this.restore(state);
    this.#update();
  }

  /** A source whose time has come and that still answers with it has nothing to wait for. */
  #update(): void {
    let next = NEVER;
    for (const source of this.#sources) {
      const ticks = source.update();
      if (ticks !== undefined && ticks > 0n && ticks < next) next = ticks;
    }
    this.#next = next === NEVER ? undefined : next;
    this.#deadline = this.#next === undefined ? Infinity : this.#slotAt(this.#next);
  }

  /** The first slot of the tick that is `ticks` ahead. */
  #slotAt(ticks: bigint): number {
    return (this.#tick + Number(ticks)) * this.#slotsPerTick;
  }
}
