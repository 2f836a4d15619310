import { allOnes, type CallWorld } from './call-world.ts';
import { calls, clear, hartSteps, isOffered, scenario, wake, type Scenario } from './scenario.ts';

const hsm = calls('HSM');
const ipi = calls('IPI');

/** Harts that start, stop, suspend and interrupt each other. */
export function hartScenarios(world: CallWorld): readonly Scenario[] {
  const { start, stop, suspend, sleep, suspendSystem } = hartSteps(world);
  const status = (hart: number) => hsm('hart_get_status', BigInt(hart));
  const time = calls('TIME');
  const later = world.time + 1_000_000n;
  const fence = calls('RFENCE');
  const system = !isOffered(world, 'SUSP')
    ? []
    : [
        scenario('SUSP', 'the only hart sleeps', suspendSystem(0), wake(0), suspendSystem(0), wake(0), status(0)),
        scenario('SUSP', 'not while another runs, or is suspended', [
          start(1),
          suspendSystem(0),
          suspend(1),
          suspendSystem(0),
          wake(1),
          sleep(1),
          suspendSystem(0),
          wake(1),
          stop(1),
          suspendSystem(0),
          wake(0),
          start(1),
        ]),
      ];
  return [
    scenario(
      'HSM',
      'start, stop and start again',
      start(1),
      start(1),
      stop(1),
      status(1),
      start(1),
      stop(1),
      start(2),
      status(1),
    ),
    scenario(
      'HSM',
      'a hart that another has started starts a third',
      start(1),
      calls('HSM', 1)('hart_start', 2n, 0n, 0n),
      [calls('HSM', 1)('hart_get_status', 0n), stop(1), start(1)],
    ),
    scenario(
      'HSM',
      'a retentive suspend',
      start(1),
      suspend(1),
      start(1),
      status(1),
      wake(1),
      suspend(1),
      wake(1),
      status(1),
    ),
    scenario(
      'HSM',
      'a non-retentive suspend',
      start(1),
      sleep(1),
      start(1),
      status(1),
      wake(1),
      sleep(1),
      wake(1),
      stop(1),
      start(1),
    ),
    scenario('HSM', 'the boot hart suspends', start(1), suspend(0), wake(0), sleep(0), wake(0), stop(0), [
      calls('HSM', 1)('hart_start', 0n, 0n, 0n),
      calls('HSM', 1)('hart_get_status', 0n),
    ]),
    scenario('IPI', 'to one, to itself, to all', start(1), start(2), ipi('send_ipi', 2n, 0n), ipi('send_ipi', 1n, 0n), [
      calls('IPI', 1)('send_ipi', 4n, 0n),
      ipi('send_ipi', 0n, allOnes),
    ]),
    scenario('IPI', 'of its own, and only then', start(1), clear(0), clear(1), ipi('send_ipi', 2n, 0n), clear(1), [
      fence('remote_sfence_vma', 2n, 0n, 0n, 0n),
      ipi('send_ipi', 2n, 0n),
      clear(1),
      suspend(1),
      wake(1),
      ipi('send_ipi', 1n, 0n),
      clear(0),
      fence('remote_fence_i', 3n, 0n),
    ]),
    scenario('IPI', 'to all with a base of all ones', start(1), start(2), ipi('send_ipi', 0n, allOnes)),
    scenario(
      'IPI',
      'the mask counts from the base',
      start(1),
      start(2),
      ipi('send_ipi', 2n, 1n),
      ipi('send_ipi', 1n, 1n),
    ),
    scenario('IPI', 'ends a suspend', start(1), suspend(1), ipi('send_ipi', 2n, 0n), status(1), start(2), sleep(2), [
      ipi('send_ipi', 1n, 2n),
      status(2),
    ]),
    scenario(
      'RFENCE',
      'does not end a suspend for long',
      start(1),
      suspend(1),
      fence('remote_fence_i', 2n, 0n),
      wake(1),
      status(1),
    ),
    scenario(
      'TIME',
      'is past, and ahead again',
      time('set_timer', 0n),
      time('set_timer', later),
      time('set_timer', 0n),
      [time('set_timer', allOnes)],
    ),
    scenario('TIME', 'each hart has its own', start(1), time('set_timer', 0n), calls('TIME', 1)('set_timer', later), [
      calls('TIME', 1)('set_timer', 0n),
      time('set_timer', later),
    ]),
    ...system,
  ];
}
