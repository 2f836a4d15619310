import type { Engine, Why } from './engine.ts';
import type { Hart } from './hart.ts';
import type { InstructionHash } from './instruction-hash.ts';

/** The engine by which others are measured: each hart interprets the rows of the instruction table. */
export class ReferenceEngine implements Engine {
  readonly #harts: readonly Hart[];
  readonly #told: readonly ((() => void) | undefined)[];

  /** The harts, in the order of their indices. The hash, if there is one, is of each boundary. */
  constructor(harts: readonly Hart[], hash?: InstructionHash) {
    this.#harts = harts;
    this.#told = harts.map((hart) => hash && (() => hash.step(hart.index, hart.latest)));
  }

  run(hart: number, budget: number): Why {
    return this.#harts[hart]!.run(budget, this.#told[hart]);
  }

  /** A slice of one boundary, of which the hart's `commit` then tells all. */
  observe(hart: number): Why {
    return this.#harts[hart]!.runObserved(this.#told[hart]);
  }

  flush(): void {
    for (const hart of this.#harts) hart.flushTranslations();
  }
}
