import { type Engine, type Hart, LONGEST_SLICE, type MachineMemory, ReferenceEngine, type Step } from '@hartlab/hart';
import type { Firmware } from '@hartlab/see';
import type { Clock } from './clock.ts';
import type { Console } from './console.ts';
import type { Devices } from './devices.ts';
import type { Htif } from './devices/htif.ts';
import type { RunOptions } from './run-options.ts';
import type { Schedule } from './schedule.ts';
import { criticalError, paused, type Stop } from './stop.ts';
import { StopPoints } from './stop-points.ts';
import { StuckWatches } from './stuck-watch.ts';
import { sampleDistance, type TraceHash } from './trace-hash.ts';

/** What takes part in a run. */
interface RunParts {
  readonly harts: readonly Hart[];
  readonly memory: MachineMemory;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly devices: Devices;
  readonly console: Console;
  readonly htif: Htif | undefined;
  readonly firmware: Firmware | undefined;
  readonly trace: TraceHash | undefined;
  /** The reference interpreter if absent. */
  readonly engine: Engine | undefined;
}

/** How far a run has come. */
export interface RunState {
  readonly instructions: number;
  readonly boundaries: number;
  readonly skips: number;
  readonly watches: ReturnType<StuckWatches['save']>;
  readonly ended?: Stop;
}

/** The run of a machine: whose turn it is, how far its hart goes, and what the boundaries that it passes bring about. */
export class Run {
  readonly #parts: RunParts;
  readonly #engine: Engine;
  /** What runs harts for those who want to know of each boundary: for a full trace hash, and in slices of one. */
  readonly #reference: ReferenceEngine;
  /** The same, in slices of one of which a commit tells all. */
  readonly #observed: Engine;
  /** A sampled trace hash. */
  readonly #samples: TraceHash | undefined;
  readonly #watches: StuckWatches;
  readonly #stopPoints: StopPoints;
  #instructions = 0;
  #boundaries = 0;
  /** How often time was skipped because no hart could step. */
  #skips = 0;
  #ended: Stop | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { harts, trace } = parts;
    const full = trace?.mode === 'full' ? trace : undefined;
    this.#samples = trace?.mode === 'sampled' ? trace : undefined;
    this.#reference = new ReferenceEngine(harts, full && ((hart) => full.step(hart.index, hart.latest)));
    this.#engine = full || !parts.engine ? this.#reference : parts.engine;
    this.#observed = { run: (hart) => this.#reference.observe(hart), flush() {} };
    this.#watches = new StuckWatches(harts);
    this.#stopPoints = new StopPoints(harts, parts.memory);
  }

  /** Instructions that all harts have retired together. */
  get instructions(): number {
    return this.#instructions + this.#parts.memory.run.done;
  }

  /** Boundaries that all harts have passed together. */
  get boundaries(): number {
    return this.#boundaries + this.#parts.memory.run.done;
  }

  /** Boundaries, and skips of time. */
  get position(): number {
    return this.boundaries + this.#skips;
  }

  /** The machine ends, at the boundary that is being passed. */
  end(stop: Stop): void {
    this.#ended ??= stop;
    this.#parts.memory.run.end();
  }

  /** As `Machine.step` says. */
  step(): Step | undefined {
    const hart = this.#nextHart();
    if (!hart) return undefined;
    this.#slice(hart, 1, this.#reference);
    return hart.latest;
  }

  /** As `Machine.runAlone` says. */
  runAlone(hart: Hart, boundaries: number): number {
    const { memory, clock } = this.#parts;
    clock.freeze();
    this.#engine.run(hart.index, boundaries);
    const { done } = memory.run;
    memory.run.done = 0;
    clock.thaw();
    return done;
  }

  /** As `Machine.run` says. */
  run(options: RunOptions): Stop {
    const { maxInstructions = Infinity, maxTraps = maxInstructions, until = Infinity, pause, observe } = options;
    this.#stopPoints.set(options);
    const instructions = this.instructions + maxInstructions;
    const traps = this.#traps + maxTraps;
    let hart: Hart | undefined;
    while (this.instructions < instructions && this.#traps < traps) {
      // As long as a hart goes on in its turn there is no need to ask whether it can.
      if (!hart) {
        if (pause?.()) return this.#ended ?? paused;
        hart = this.#nextHart(until);
        if (!hart) return this.#ended ?? (this.position < until ? this.#waiting() : paused);
      }
      const atBreakpoint = this.#stopPoints.before(hart, this.position);
      if (atBreakpoint) return atBreakpoint;
      const most = observe ? 1 : Math.min(instructions - this.instructions, until - this.position);
      const goesOn = this.#slice(hart, most, observe ? this.#observed : this.#engine);
      if (observe && hart.latest.kind !== 'waiting') observe(hart, hart.commit);
      const accessed = this.#stopPoints.after(hart);
      if (accessed && !this.#ended) return accessed;
      if (!goesOn || this.position >= until) hart = undefined;
    }
    const message =
      this.instructions < instructions
        ? `the limit of ${maxTraps} traps is reached`
        : `the limit of ${maxInstructions} instructions is reached`;
    return this.#ended ?? { reason: 'limit', code: 0, message };
  }

  save(): RunState {
    return {
      instructions: this.#instructions,
      boundaries: this.#boundaries,
      skips: this.#skips,
      watches: this.#watches.save(),
      ...(this.#ended && { ended: this.#ended }),
    };
  }

  restore(state: RunState): void {
    this.#instructions = state.instructions;
    this.#boundaries = state.boundaries;
    this.#skips = state.skips;
    this.#watches.restore(state.watches);
    this.#ended = state.ended;
    this.#stopPoints.restored();
  }

  /** The harts' blocks and RAM have been replaced. */
  flush(): void {
    this.#reference.flush();
    if (this.#engine !== this.#reference) this.#engine.flush();
  }

  /** Boundaries until the trace hash takes its next sample. */
  get #untilSample(): number {
    return this.#samples ? sampleDistance - (this.#boundaries % sampleDistance) : Infinity;
  }

  /** Traps and interrupts that all harts have taken together. */
  get #traps(): number {
    return this.#boundaries - this.#instructions;
  }

  /** The hart whose turn it is and that can step. Time passes, or is skipped, until there is one or `position` is. */
  #nextHart(until = Infinity): Hart | undefined {
    const { harts, clock, schedule, devices, htif } = this.#parts;
    while (!this.#ended && this.position < until) {
      const hart = harts[schedule.turn];
      if (hart && canStep(hart)) return hart;
      if (harts.some(canStep)) clock.advance(schedule.pass());
      else {
        htif?.settle();
        devices.poll();
        if (harts.some(canStep)) continue;
        if (!clock.skip()) return undefined;
        this.#skips++;
      }
    }
    return undefined;
  }

  /**
   * Lets `hart` pass up to `most` boundaries, as far as nothing else in the machine has to do with them, and then what has.
   * Whether it can go on without a look at the others.
   */
  #slice(hart: Hart, most: number, engine: Engine): boolean {
    const { memory, clock, schedule, htif } = this.#parts;
    const patience = Math.min(clock.slotsLeft, htif?.patience ?? Infinity, this.#untilSample);
    const budget = Math.min(most, schedule.left, patience, LONGEST_SLICE);
    const why = engine.run(hart.index, Math.ceil(budget));
    const { done } = memory.run;
    if (why === 'budget') return this.#settle(done, done);
    if (why === 'waiting' || done === 0) {
      if (done > 0) this.#settle(done, done);
      if (why === 'critical-error') this.#stopForGood(criticalError(hart, hart.latest));
      return false;
    }
    // What follows is part of the boundary at which the trap was taken.
    if (done > 1) this.#settle(done - 1, done - 1);
    memory.run.done = 0;
    this.#trapped(hart, hart.latest);
    this.#settle(1, 0);
    return false;
  }

  /**
   * What so many boundaries, so many of them instructions, bring about by themselves: HTIF, time, turns. All of it
   * belongs to the last of them. Whether the turn goes on.
   */
  #settle(boundaries: number, instructions: number): boolean {
    const { memory, clock, schedule, devices, htif } = this.#parts;
    memory.run.done = 0;
    this.#instructions += instructions;
    this.#boundaries += boundaries - 1;
    htif?.passed(boundaries);
    clock.advance(boundaries);
    const over = schedule.use(boundaries);
    if (over) {
      devices.poll();
      htif?.deliver();
    }
    // Last, so that all that this boundary brought about is at its own position.
    this.#boundaries++;
    if (this.#samples && this.#boundaries % sampleDistance === 0)
      this.#samples.sample(this.#boundaries, this.#parts.harts);
    return !over && !this.#ended;
  }

  /** Firmware handles the trap; if that leads nowhere, for ever, the run is over. */
  #trapped(hart: Hart, step: Step): void {
    const { clock, devices, firmware } = this.#parts;
    this.#samples?.trap(this.#boundaries, hart.index, step);
    if (step.kind === 'critical-error') return this.#stopForGood(criticalError(hart, step));
    if (firmware && hart.privilege === 'M' && !hart.waiting) firmware.trap(hart);
    const stuck = this.#watches.trapped(hart, step, this.#instructions, () => ({
      timers: !clock.quiet(),
      input: devices.listen,
      firmware: firmware !== undefined,
    }));
    if (stuck !== undefined) this.#stopForGood({ reason: 'stuck', code: 0, message: stuck });
  }

  /** The guest can go no further; but what it has left in `tohost` counts. */
  #stopForGood(stop: Stop): void {
    this.#parts.htif?.settle();
    this.#ended ??= stop;
  }

  /** Why no hart can step, though the machine has not ended. */
  #waiting(): Stop {
    const { console, devices } = this.#parts;
    if (console.open && devices.listen) return { reason: 'idle', code: 0, message: 'all harts wait for console input' };
    return { reason: 'halted', code: 0, message: 'all harts wait or are stopped, and nothing can wake them' };
  }
}

/** A stopped hart does not step, nor one that waits in WFI with no interrupt to end the wait. */
const canStep = (hart: Hart): boolean => !hart.stopped && (!hart.waiting || hart.interruptPending());
