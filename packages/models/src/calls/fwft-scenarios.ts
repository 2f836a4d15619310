import { legalValues } from './fwft-model.ts';
import type { CallWorld } from './call-world.ts';
import { calls, hartSteps, isOffered, scenario, wake, type Scenario } from './scenario.ts';

const LOCK = 1n;

/** Values and locks of each feature, and what they outlive. */
export function fwftScenarios(world: CallWorld): readonly Scenario[] {
  const { start, stop, suspend, sleep, suspendSystem } = hartSteps(world);
  const other = calls('FWFT', 1);
  const fwft = calls('FWFT');
  return legalValues.flatMap((values, number) => {
    const feature = BigInt(number);
    const on = values.at(-1)!;
    const get = fwft('get', feature);
    const of = (what: string, ...steps: Parameters<typeof scenario>[2][]) =>
      scenario('FWFT', `feature ${number}, ${what}`, ...steps);
    return [
      of(
        'every value',
        [...values, ...values.toReversed()].map((value) => fwft('set', feature, value, 0n)),
      ),
      of('what fails locks nothing', fwft('set', feature, 99n, LOCK), fwft('set', feature, on, 2n | LOCK), [
        fwft('set', feature, on, 0n),
        fwft('set', feature, 0n, 0n),
      ]),
      of('what is locked', fwft('set', feature, on, LOCK), fwft('set', feature, 0n, 0n), [
        fwft('set', feature, 0n, LOCK),
        fwft('set', feature, on, LOCK),
        fwft('set', feature === 0n ? 1n : 0n, 0n, LOCK),
        fwft('set', feature, 0n, 0n),
        fwft('set', feature, on, 0n),
        fwft('set', feature, 0n, 0n),
        get,
      ]),
      of('each hart has its own', start(1), fwft('set', feature, on, LOCK), other('set', feature, on, 0n), [
        other('set', feature, 0n, 0n),
        other('set', feature, on, LOCK),
        stop(1),
        start(1),
        fwft('set', feature, 0n, 0n),
        other('get', feature),
      ]),
      of('outlives a suspend', start(1), other('set', feature, on, LOCK), suspend(1), wake(1), [
        other('get', feature),
        sleep(1),
        wake(1),
        other('get', feature),
        other('set', feature, 0n, 0n),
      ]),
      ...(isOffered(world, 'SUSP')
        ? [of('outlives a sleep', fwft('set', feature, on, 0n), suspendSystem(0), wake(0), get)]
        : []),
    ];
  });
}
