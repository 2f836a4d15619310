import { mip } from '@hartlab/hart';
import { policies } from '@hartlab/sse';
import { expect, test } from 'vitest';
import { SupervisedSystem } from './supervised-system.ts';
import { runWorlds, type Build } from './world-run.ts';

/** HARTLAB_SEED repeats a run. */
const seed = Number(process.env['HARTLAB_SEED'] ?? 1);

test(`100,000 random steps, HARTLAB_SEED=${seed}: firmware and model do not differ`, () => {
  const { difference, steps, sequences, counts } = runWorlds(seed, 100_000);
  expect(difference, `HARTLAB_SEED=${seed}`).toBeUndefined();
  expect([steps, sequences]).toEqual([100_000, 100]);
  expect(counts['delivered']).toBeGreaterThan(2_000);
  expect(counts['system asleep']).toBeGreaterThan(100);
  expect(counts['overflow interrupt']).toBeGreaterThan(20);
}, 60_000);

/** Systems with one defect each, built around the firmware. */
const defects: Readonly<Record<string, Build>> = {
  'a nested trap of the handler leaks': (harts) => new SupervisedSystem(harts, { policy: policies['spec-3.0'] }),
  'no hart is ever told': (harts) => {
    const system = new SupervisedSystem(harts);
    system.msip.add = () => system.msip;
    return system;
  },
  'a stopped hart keeps its events': (harts) => {
    const system = new SupervisedSystem(harts);
    system.firmware.sse.hart_stop = () => undefined;
    return system;
  },
  'a snapshot is restored as it was at first': (harts) =>
    new (class extends SupervisedSystem {
      readonly #first = structuredClone(this.firmware.save());
      override throughSnapshot(): void {
        this.firmware.restore(this.#first);
      }
    })(harts),
  'errors are 32 bits wide': (harts) =>
    new (class extends SupervisedSystem {
      override ecall(index: number, args: readonly bigint[], a6: bigint, a7: bigint): void {
        super.ecall(index, args, a6, a7);
        const hart = this.harts[index]!;
        if (hart.x(10) >= 2n ** 63n) hart.setX(10, hart.x(10) & 0xffff_ffffn);
      }
    })(harts),
  'the overflow interrupt of counters is never taken': (harts) => {
    const system = new SupervisedSystem(harts);
    system.takeInterrupts = () => undefined;
    return system;
  },
  'an overflow asks for an interrupt again and again': (harts) =>
    new (class extends SupervisedSystem {
      override wrap(index: number, number: number): void {
        super.wrap(index, number);
        if (this.counter(index, number).started) this.harts[index]!.set(mip.LCOFIP, 1);
      }
    })(harts),
  'a hart finds its opaque in a2': (harts) =>
    new (class extends SupervisedSystem {
      override interrupt(index: number): void {
        const hart = this.harts[index]!;
        const waits = hart.waiting;
        const a1 = hart.x(11);
        super.interrupt(index);
        if (waits) hart.setX(11, a1);
      }
    })(harts),
};

test.each(Object.entries(defects))('the run finds it when %s, and says so in few steps', (_, build) => {
  const { difference } = runWorlds(seed, 20_000, build);
  expect(difference?.steps.length).toBeLessThanOrEqual(16);
});
