import type { Engine, Why } from '@hartlab/hart';
import { Random } from '@hartlab/models';

/** Budgets to cut to: one boundary, a few, a turn, and no cut at all. */
const budgets = [1, 2, 7, 30, 100, 100_000, 100_000, 100_000];

/** An engine that lets its harts run for less than it is asked for, at random. The run of a machine must not change by that. */
export class CutEngine implements Engine {
  readonly #engine: Engine;
  #random = new Random(0);

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** From here on, the cuts are those of the seed. */
  seed(seed: number): void {
    this.#random = new Random(seed);
  }

  run(hart: number, budget: number): Why {
    return this.#engine.run(hart, Math.min(budget, this.#random.of(budgets)));
  }

  flush(): void {
    this.#engine.flush();
  }
}
