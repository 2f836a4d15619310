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

/** Ticks, at least 1, until a 64-bit counter that is at `now` next begins to be at or above `compare`. */
export const ticksUntil = (compare: bigint, now: bigint): bigint => BigInt.asUintN(64, compare - now - 1n) + 1n;

interface ClockState {
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
 */
export class Clock {
  readonly #slotsPerTick: number;
  readonly #sources: TimerSource[] = [];
  /** Slots that have passed. */
  #slots = 0;
  /** Ticks that were skipped. */
  #skipped = 0n;
  /** What the guest added to the time by writing mtime. */
  #written = 0n;
  /** The slot at which a source has something to do; 0 asks for a look at the next opportunity. */
  #deadline = 0;
  /** In how many ticks from the latest look something happens by itself. */
  #next: bigint | undefined;
  /** The time of the present tick, and the slot at which it is over. */
  #time = 0n;
  #tickEnd = 0;
  #frozen = false;

  /** @throws RangeError when `instructionsPerTick` is not a whole number of at least 1. */
  constructor(harts: number, instructionsPerTick: number) {
    if (!Number.isSafeInteger(instructionsPerTick) || instructionsPerTick < 1)
      throw new RangeError(`instructions per tick is ${instructionsPerTick}; give a whole number of at least 1`);
    this.#slotsPerTick = harts * instructionsPerTick;
  }

  /** What mtime shows, 64 bits. Harts ask at every instruction, so a tick's time is worked out once. */
  time(): bigint {
    if (this.#slots >= this.#tickEnd) {
      this.#time = BigInt.asUintN(64, this.uptime() + this.#written);
      this.#tickEnd = (Math.floor(this.#slots / this.#slotsPerTick) + 1) * this.#slotsPerTick;
    }
    return this.#time;
  }

  /** Ticks since the start. No write to mtime moves it, and it does not wrap. */
  uptime(): bigint {
    return this.#skipped + BigInt(Math.floor(this.#slots / this.#slotsPerTick));
  }

  /** A write to mtime. */
  setTime(time: bigint): void {
    this.#written = time - this.uptime();
    this.#tickEnd = 0;
    this.changed();
  }

  add(source: TimerSource): void {
    this.#sources.push(source);
    this.changed();
  }

  /** A source's own times have changed. */
  changed(): void {
    this.#deadline = 0;
  }

  /** Lets `slots` pass, and the timers that they bring due go off. */
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
    this.#tickEnd = 0;
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

  restore(state: ClockState): void {
    this.#slots = state.slots;
    this.#skipped = state.skipped;
    this.#written = state.written;
    this.#frozen = state.frozen;
    this.#tickEnd = 0;
    this.changed();
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
    return (Math.floor(this.#slots / this.#slotsPerTick) + Number(ticks)) * this.#slotsPerTick;
  }
}
