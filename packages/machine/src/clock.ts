/** Ticks of `mtime` in a second, as QEMU's virt has it. */
export const TIMEBASE_FREQUENCY = 10_000_000;

const MASK = 2n ** 64n - 1n;

/** What can happen by itself at a later time. */
export interface TimerSource {
  /** Brings the source's lines to what they are at the clock's time; answers when they change next, if ever. */
  update(): bigint | undefined;
}

interface ClockState {
  readonly slots: number;
  readonly offset: bigint;
}

/**
 * The machine's time. It knows no host clock: each instruction boundary of a hart is a slot, and
 * `harts * instructionsPerTick` slots make a tick, so that a hart sees a tick for every `instructionsPerTick`
 * instructions of its own. Time is one for all harts, and never goes back unless the guest writes mtime.
 */
export class Clock {
  readonly #slotsPerTick: number;
  readonly #sources: TimerSource[] = [];
  /** Slots that have passed. */
  #slots = 0;
  /** Ticks that were skipped, or that the guest added by writing mtime. */
  #offset = 0n;
  /** The slot at which a source has something to do; 0 asks for a look at the next opportunity. */
  #deadline = 0;
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

  /** Ticks since the start, 64 bits. Harts ask at every instruction, so a tick's time is worked out once. */
  time(): bigint {
    if (this.#slots >= this.#tickEnd) {
      const ticks = Math.floor(this.#slots / this.#slotsPerTick);
      this.#time = (this.#offset + BigInt(ticks)) & MASK;
      this.#tickEnd = (ticks + 1) * this.#slotsPerTick;
    }
    return this.#time;
  }

  setTime(time: bigint): void {
    this.#offset += time - this.time();
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

  /** Skips to the next time at which something happens. False when nothing will. */
  skip(): boolean {
    if (this.quiet() || this.#next === undefined) return false;
    this.setTime(this.#next);
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
    return { slots: this.#slots, offset: this.#offset };
  }

  restore(state: ClockState): void {
    this.#slots = state.slots;
    this.#offset = state.offset;
    this.#tickEnd = 0;
    this.changed();
  }

  #update(): void {
    this.#next = undefined;
    for (const source of this.#sources) {
      const at = source.update();
      if (at !== undefined && (this.#next === undefined || at < this.#next)) this.#next = at;
    }
    this.#deadline = this.#next === undefined ? Infinity : this.#slotAt(this.#next);
  }

  /** The first slot of the tick `time`, which is still to come. */
  #slotAt(time: bigint): number {
    const ticksAhead = Number(time - this.time());
    return (Math.floor(this.#slots / this.#slotsPerTick) + ticksAhead) * this.#slotsPerTick;
  }
}
