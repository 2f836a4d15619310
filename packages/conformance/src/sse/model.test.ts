import { policies } from '@hartlab/sse';
import { expect, test } from 'vitest';
import { runAgainstModel } from './model-run.ts';
import { PlainSystem, type PlainHart, type SseFunction } from './system.ts';

/** HARTLAB_SEED repeats a run. */
const seed = Number(process.env['HARTLAB_SEED'] ?? 20_260_430);

test(`100,000 random steps, HARTLAB_SEED=${seed}: product and model do not differ`, () => {
  const run = runAgainstModel(seed, 100_000);
  expect(run.difference, `HARTLAB_SEED=${seed}`).toBeUndefined();
  expect(run.steps).toBe(100_000);
  expect(run.delivered).toBeGreaterThan(5_000);
}, 60_000);

/** Systems with one defect each, built around the product. */
const defects: Readonly<Record<string, (harts: number) => PlainSystem>> = {
  'a nested trap of the handler leaks': (harts) => new PlainSystem(policies['spec-3.0'], harts),
  'no hart is ever woken': (harts) => {
    const system = new PlainSystem(policies.private, harts);
    system.woken.add = () => system.woken;
    return system;
  },
  'a stopped hart keeps its events': (harts) => {
    const system = new PlainSystem(policies.private, harts);
    system.sse.hart_stop = () => undefined;
    return system;
  },
  'an event is injected only after the second trap': (harts) =>
    new (class extends PlainSystem {
      #exits = 0;
      override leave(hart: PlainHart): number | undefined {
        this.#exits += 1;
        return this.#exits % 2 === 0 ? super.leave(hart) : undefined;
      }
    })(policies.private, harts),
  'injection into an event that is not enabled is dropped in silence': (harts) =>
    new (class extends PlainSystem {
      override enter(hart: PlainHart, name: SseFunction, ...args: readonly bigint[]): bigint | undefined {
        const error = super.enter(hart, name, ...args);
        return name === 'inject' && error === BigInt.asUintN(64, -10n) ? 0n : error;
      }
    })(policies.private, harts),
  'attributes are 32 bits wide': (harts) =>
    new (class extends PlainSystem {
      override enter(hart: PlainHart, name: SseFunction, ...args: readonly bigint[]): bigint | undefined {
        const words = this.memory.words(32);
        if (name === 'write_attrs') this.memory.setWords(words.map((word) => word & 0xffff_ffffn));
        const error = super.enter(hart, name, ...args);
        if (name === 'write_attrs') this.memory.setWords(words);
        return error;
      }
    })(policies.private, harts),
  'CONFIG is accepted and forgotten': (harts) =>
    new (class extends PlainSystem {
      override enter(hart: PlainHart, name: SseFunction, ...args: readonly bigint[]): bigint | undefined {
        const error = super.enter(hart, name, ...args);
        const [event_id = 0n, attr_id, count] = args;
        if (name === 'write_attrs' && attr_id === 2n && count === 1n && error === 0n) {
          const words = this.memory.words(32);
          this.memory.setWords([0n]);
          super.enter(hart, name, event_id, 2n, 1n, 0n, 0n);
          this.memory.setWords(words);
        }
        return error;
      }
    })(policies.private, harts),
};

test.each(Object.entries(defects))('the run finds it when %s', (_, build) => {
  expect(runAgainstModel(seed, 20_000, build).difference).toBeDefined();
});
