import type { EngineKind, Step } from '@hartlab/hart';
import type { Machine, Snapshot, TraceMode } from '@hartlab/machine';
import { Random } from '@hartlab/models';
import type { SnapshotGuest } from '../snapshots/guests.ts';
import { type Arrival, ArrivingConsole } from './arriving-console.ts';
import { CutEngine } from './cut-engine.ts';

/** What is to run, the same on each machine. */
export interface Trial {
  readonly guest: SnapshotGuest;
  readonly quantum: number;
  /** The trace hash that the machines keep: for a full one it is not the engine that runs, but its words must be the same. */
  readonly traceHash: TraceMode | undefined;
  /** Boundaries that the machines believe to have passed before their first. */
  readonly begin: number;
  readonly arrivals: readonly Arrival[];
  /** The engine that is tried. */
  readonly kind: EngineKind;
}

/** A machine that runs a guest: on the engine that is tried, or step by step. */
export abstract class TriedMachine {
  readonly machine: Machine;
  readonly #console: ArrivingConsole;
  #shown = 0;

  constructor({ guest, quantum, traceHash, begin, arrivals }: Trial, engine?: EngineKind) {
    this.#console = new ArrivingConsole(arrivals);
    const options = { console: this.#console, quantum, traceHash };
    this.machine = guest.create(engine ? { ...options, engine } : options);
    const { state, pages } = this.machine.save();
    this.machine.restore({ state: { ...state, boundaries: begin }, pages });
  }

  /** A new beginning, at `from` or where it is: no page is dirty, and nothing is on the console. */
  begin(from?: Snapshot): void {
    if (from) this.machine.restore(from);
    this.machine.checkpoint();
    this.#shown = this.#console.text.length;
  }

  /** What the console has shown since then. */
  get text(): string {
    return this.#console.text.slice(this.#shown);
  }

  /** Runs to a position, or a little beyond it; why it stopped there. */
  abstract runTo(position: number, seed: number): string;
}

/** One that passes one boundary after the other. */
export class SteppedMachine extends TriedMachine {
  runTo(position: number): string {
    const { machine } = this;
    while (machine.position < position) if (!machine.step()) return machine.run().reason;
    // The last boundary may have been the end.
    return machine.run({ until: machine.position }).reason;
  }

  /** Does so, and says what each boundary was. */
  log(position: number): string[] {
    const lines: string[] = [];
    const { machine } = this;
    const line = (hart: number, { kind, pc, word, cause }: Step) =>
      `${machine.position}: hart ${hart} at ${hex(pc)} ${kind} ${kind === 'retired' ? hex(BigInt(word)) : `by ${hex(cause)}`}`;
    machine.run({ until: position, observe: ({ index }, step) => lines.push(line(index, step)) });
    return lines;
  }
}

/** One that runs on the engine, with budgets that are cut, and is interrupted at random. */
export class EngineMachine extends TriedMachine {
  readonly #engine: CutEngine;

  constructor(trial: Trial) {
    const made: CutEngine[] = [];
    const { bytes, make } = trial.kind;
    super(trial, {
      bytes,
      make: (...parts) => {
        const engine = new CutEngine(make(...parts));
        made.push(engine);
        return engine;
      },
    });
    this.#engine = made[0]!;
  }

  runTo(position: number, seed: number): string {
    const { machine } = this;
    const random = new Random(seed);
    this.#engine.seed(random.next());
    let reason = 'paused';
    while ((reason === 'paused' || reason === 'limit') && machine.position < position) {
      const piece = random.of([1, 7, 100, 100_000]);
      ({ reason } = machine.run({
        until: random.oneIn(2) ? position : Math.min(position, machine.position + piece),
        ...(random.oneIn(4) && { maxInstructions: piece }),
        ...(random.oneIn(4) && { maxTraps: piece }),
        ...(random.oneIn(4) && { pause: () => random.oneIn(4) }),
      }));
    }
    // The last boundary may have been the end.
    return reason === 'paused' || reason === 'limit' ? machine.run({ until: machine.position }).reason : reason;
  }

  /** Goes somewhere else and comes back. */
  detour(random: Random, length: number): void {
    const { machine } = this;
    const saved = random.oneIn(2) ? machine.save() : undefined;
    if (!saved) machine.checkpoint();
    this.runTo(machine.position + length, random.next());
    if (saved) machine.restore(saved);
    else machine.rollback();
  }
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
