import {
  type Engine,
  type EngineKind,
  type Hart,
  type InstructionHash,
  type MachineMemory,
  ReferenceEngine,
  type Why,
} from '@hartlab/hart';

/** So few are soon passed by the reference, and most tests pass fewer; to make an engine takes as long as ten thousands. */
const boundariesToMake = 2000;

/** Lets the reference run until it is worth while to make an engine. */
class DeferredEngine implements Engine {
  readonly #make: () => Engine;
  readonly #memory: MachineMemory;
  #engine: Engine;
  /** Boundaries until the engine is made; 0 once it is. */
  #left: number;

  constructor(
    harts: readonly Hart[],
    memory: MachineMemory,
    make: () => Engine,
    boundaries: number,
    hash?: InstructionHash,
  ) {
    this.#make = make;
    this.#memory = memory;
    this.#engine = new ReferenceEngine(harts, hash);
    this.#left = boundaries;
  }

  run(hart: number, budget: number): Why {
    if (this.#left === 0) return this.#engine.run(hart, budget);
    const why = this.#engine.run(hart, Math.min(budget, this.#left));
    this.#left -= this.#memory.run.done;
    if (this.#left === 0) this.#engine = this.#make();
    return why;
  }

  flush(): void {
    this.#engine.flush();
  }
}

/**
 * The same kind of engine, for guests of which many soon end: it is made only for one that passes so many boundaries, and
 * until then the reference interpreter runs it.
 */
export const deferred = (kind: EngineKind, boundaries = boundariesToMake): EngineKind => ({
  bytes: kind.bytes,
  make: (harts, memory, hash) =>
    new DeferredEngine(harts, memory, () => kind.make(harts, memory, hash), boundaries, hash),
});
