import type { Engine, Why } from './engine.ts';
import type { Hart } from './hart.ts';

/** The engine by which others are measured: each hart interprets the rows of the instruction table. */
export class ReferenceEngine implements Engine {
  readonly #harts: readonly Hart[];

  /** The harts, in the order of their indices. */
  constructor(harts: readonly Hart[]) {
    this.#harts = harts;
  }

  run(hart: number, budget: number): Why {
    return this.#harts[hart]!.run(budget);
  }

  flush(): void {
    for (const hart of this.#harts) hart.flushTranslations();
  }
}
