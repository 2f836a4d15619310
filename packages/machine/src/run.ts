import { type Engine, type Hart, LONGEST_SLICE, type MachineMemory, ReferenceEngine, type Step } from '@hartlab/hart';
import type { Firmware } from '@hartlab/see';
import type { Clock } from './clock.ts';
import type { Console } from './console.ts';
import type { Devices } from './devices.ts';
import type { Htif } from './devices/htif.ts';
import type { RunOptions } from './run-options.ts';
import type { Schedule } from './schedule.ts';
import { criticalError, paused, type Stop, stopForm } from './stop.ts';
import { StopPoints } from './stop-points.ts';
import { StuckWatches, type Surroundings } from './stuck-watch.ts';
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
  /** Starts the machine again; without it a reset ends the run. */
  readonly reset?: () => void;
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
  /** What runs harts for those who want to know of each boundary, in slices of one. */
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
  /** The guest has asked for a reset, at the boundary that is being passed. */
  #resets = false;
  readonly #unwatched: ReturnType<StuckWatches['save']>;
  /** The number of traps and interrupts at which the present run ends. */
  #mostTraps = Infinity;
  /** A hart runs by itself: nobody acts when it traps. */
  #alone = false;
  /** Somebody who was told of the latest boundary wants a pause. */
  #pausing = false;
  /** Who is told of traps to M-mode that no built-in firmware handles. */
  #trappedToM: RunOptions['trappedToM'];
  /** The harts that have turns: all but the hand. */
  readonly #taking: readonly Hart[];

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { harts, trace, schedule } = parts;
    this.#taking = harts.slice(0, schedule.harts);
    this.#samples = trace?.mode === 'sampled' ? trace : undefined;
    this.#reference = new ReferenceEngine(harts, trace?.ofInstructions);
    this.#engine = parts.engine ?? this.#reference;
    this.#observed = { run: (hart) => this.#reference.observe(hart), flush() {} };
    this.#watches = new StuckWatches(harts);
    this.#unwatched = this.#watches.save();
    this.#stopPoints = new StopPoints(harts, parts.memory);
  }

  /** Instructions that all harts have retired together. */
  get instructions(): number {
    const { done, traps } = this.#parts.memory.run;
    return this.#instructions + done - traps;
  }

  /** Boundaries that all harts have passed together. */
  get boundaries(): number {
    return this.#boundaries + this.#parts.memory.run.done;
  }

  /** Boundaries, and skips of time. */
  get position(): number {
    return this.boundaries + this.#skips;
  }

  /** Why it has ended; undefined as long as it has not. */
  get ended(): Stop | undefined {
    return this.#ended;
  }

  /** The machine ends, or starts again, at the boundary that is being passed. */
  end(stop: Stop): void {
    if (stop.reason === 'reset' && this.#parts.reset) this.#resets = true;
    else this.#ended ??= stop;
    this.#parts.memory.run.end();
  }

  /** As `Machine.pause` says. */
  pause(): void {
    this.#pausing = true;
    this.#parts.memory.run.end();
  }

  /** As `Machine.step` says. */
  step(): Step | undefined {
    const hart = this.#nextHart();
    if (!hart) return undefined;
    this.#slice(hart, 1, this.#reference);
    this.#reset();
    return hart.latest;
  }

  /** As `Machine.runAlone` says. */
  runAlone(hart: Hart, boundaries: number): number {
    const { memory, clock } = this.#parts;
    clock.freeze();
    this.#alone = memory.run.endsAtReturn = true;
    this.#engine.run(hart.index, boundaries);
    this.#alone = memory.run.endsAtReturn = false;
    const { done } = memory.run;
    memory.run.settled();
    clock.thaw();
    return done;
  }

  /** As `Machine.run` says. */
  run(options: RunOptions): Stop {
    const { maxInstructions = Infinity, maxTraps = maxInstructions, until = Infinity, pause, observe } = options;
    this.#stopPoints.set(options);
    this.#trappedToM = options.trappedToM;
    this.#pausing = false;
    const instructions = this.instructions + maxInstructions;
    this.#mostTraps = this.#traps + maxTraps;
    let hart: Hart | undefined;
    while (this.instructions < instructions && this.#traps < this.#mostTraps) {
      // As long as a hart goes on in its turn there is no need to ask whether it can.
      if (!hart) {
        if (this.#pausing || pause?.()) return this.#ended ?? paused;
        hart = this.#nextHart(until);
        if (!hart) return this.#ended ?? (this.position < until ? this.#waiting() : paused);
      }
      const atBreakpoint = this.#stopPoints.before(hart, this.position);
      if (atBreakpoint) return atBreakpoint;
      const most = observe ? 1 : Math.min(instructions - this.instructions, until - this.position);
      const goesOn = this.#slice(hart, most, observe ? this.#observed : this.#engine);
      if (observe && hart.latest.kind !== 'waiting') observe(hart, hart.commit);
      const accessed = this.#stopPoints.after(hart);
      const resets = this.#reset();
      if (accessed && !this.#ended) return accessed;
      if (!goesOn || resets || this.#pausing || this.position >= until) hart = undefined;
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

  /** What every such state is made as. */
  get form(): Readonly<Record<keyof RunState, unknown>> {
    return { instructions: 0, boundaries: 0, skips: 0, watches: this.#watches.form, ended: stopForm };
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

  /** Resets the machine if that was asked for: counts and hashes go on. Whether it was. */
  #reset(): boolean {
    if (!this.#resets) return false;
    this.#resets = false;
    if (this.#ended) return false;
    this.#watches.restore(this.#unwatched);
    this.#parts.reset?.();
    return true;
  }

  /** Boundaries until the trace hash takes its next sample. */
  get #untilSample(): number {
    return this.#samples ? sampleDistance - (this.#boundaries % sampleDistance) : Infinity;
  }

  /** Traps and interrupts that all harts have taken together. */
  get #traps(): number {
    return this.#boundaries - this.#instructions + this.#parts.memory.run.traps;
  }

  /** The hart whose turn it is and that can step. Time passes, or is skipped, until there is one or `position` is. */
  #nextHart(until = Infinity): Hart | undefined {
    const { clock, schedule, devices, htif } = this.#parts;
    const harts = this.#taking;
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
    const { done, traps } = memory.run;
    if (why === 'critical-error' && done === 0) this.#stopForGood(criticalError(hart, hart.latest));
    const goesOn = done > 0 && this.#settle(done, done - traps);
    return goesOn && why === 'budget';
  }

  /**
   * What so many boundaries, so many of them instructions, bring about by themselves: HTIF, time, turns. All of it
   * belongs to the last of them. Whether the turn goes on.
   */
  #settle(boundaries: number, instructions: number): boolean {
    const { memory, clock, schedule, devices, htif } = this.#parts;
    memory.run.settled();
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

  /**
   * A hart has taken a trap, or could not take it and has stopped: what follows is part of that boundary. Firmware handles the
   * trap; if that leads nowhere, for ever, the run is over.
   */
  trapped(index: number): void {
    const { memory, harts, firmware } = this.#parts;
    if (this.#alone) return memory.run.end();
    const hart = harts[index]!;
    const { latest } = hart;
    this.#samples?.trap(this.boundaries, index, latest);
    if (latest.kind === 'critical-error') return this.#stopForGood(criticalError(hart, latest));
    if (firmware && hart.privilege === 'M' && !hart.waiting) {
      hart.settleCounters();
      firmware.trap(hart);
      if (hart.stopped) memory.run.end();
    } else if (hart.privilege === 'M') this.#trappedToM?.(hart);
    const stuck = this.#watches.trapped(hart, latest, this.instructions, this.#surroundings);
    if (stuck !== undefined) this.#stopForGood({ reason: 'stuck', code: 0, message: stuck });
    if (this.#traps + 1 >= this.#mostTraps) memory.run.end();
  }

  /** What may happen although no hart executes an instruction. */
  readonly #surroundings = (): Surroundings => {
    const { clock, devices, firmware } = this.#parts;
    return { timers: !clock.quiet(), input: devices.listen, firmware: firmware !== undefined };
  };

  /** The guest can go no further; but what it has left in `tohost` counts. */
  #stopForGood(stop: Stop): void {
    this.#parts.htif?.settle();
    this.end(stop);
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
