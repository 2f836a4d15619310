import type { Step } from '../judging/protocol.ts';
import { allOnes, type CallWorld } from './call-world.ts';
import { calls, hartSteps, scenario, type Scenario } from './scenario.ts';
import { areaOf } from './shared-area.ts';
import { configurations, configurationWords } from './trigger-words.ts';

/** Where the configurations of a chain and of a plain trigger are in the list. */
const [PLAIN, OTHER, CHAINED] = [0, 2, 3] as const;

/** Triggers that are installed, changed, switched and forgotten. */
export function dbtrScenarios(world: CallWorld): readonly Scenario[] {
  const { begin } = world.memory;
  const { start } = hartSteps(world);
  const dbtr = calls('DBTR');
  const share = dbtr('set_shmem', areaOf(begin, 0), 0n, 0n);
  const give = (indices: readonly bigint[], ...kinds: readonly number[]): Step => ({
    kind: 'write',
    address: areaOf(begin, 0),
    size: 8,
    words: configurationWords(indices, kinds),
  });
  const any = [0xeeen, 0xeeen, 0xeeen];
  const life = [
    dbtr('install_triggers', 1n),
    dbtr('disable_triggers', 0n, 1n),
    dbtr('enable_triggers', 0n, 1n),
    dbtr('disable_triggers', 0n, 1n),
    dbtr('uninstall_triggers', 0n, 1n),
    dbtr('uninstall_triggers', 0n, 1n),
    dbtr('install_triggers', 1n),
  ];
  const set = (name: string, ...args: readonly bigint[]) => dbtr(name, ...args);
  return [
    ...configurations.map((_, kind) =>
      scenario('DBTR', `the life of configuration ${kind}`, share, give(any.slice(0, 1), kind), life),
    ),
    scenario(
      'DBTR',
      'a chain and what is left of it',
      share,
      give(any.slice(0, 2), CHAINED, PLAIN),
      set('install_triggers', 2n),
      [
        give(any, PLAIN, CHAINED, PLAIN),
        set('install_triggers', 3n),
        set('uninstall_triggers', 0n, 3n),
        set('install_triggers', 3n),
      ],
    ),
    scenario('DBTR', 'a chain needs a place', share, give(any, PLAIN, PLAIN, PLAIN), set('install_triggers', 3n), [
      set('uninstall_triggers', 0n, 1n),
      set('uninstall_triggers', 2n, 1n),
      give(any.slice(0, 2), CHAINED, PLAIN),
      set('install_triggers', 2n),
    ]),
    scenario('DBTR', 'a chain without an end', share, give(any.slice(0, 1), CHAINED), set('install_triggers', 1n), [
      give(any.slice(0, 2), PLAIN, CHAINED),
      set('install_triggers', 2n),
    ]),
    scenario('DBTR', 'an update', share, give(any, PLAIN, OTHER), set('install_triggers', 2n), [
      give([1n], OTHER),
      set('update_triggers', 1n),
      // Another type, in and out of a chain, one that is not installed, and one that cannot be.
      ...[7, CHAINED, 5, 6].flatMap((kind) => [give([1n], kind), set('update_triggers', 1n)]),
      give([2n], PLAIN),
      set('update_triggers', 1n),
      give([99n], PLAIN),
      set('update_triggers', 1n),
      give([1n, 0n], OTHER, PLAIN),
      set('update_triggers', 2n),
    ]),
    scenario('DBTR', 'one after another, until there is no room', share, give(any.slice(0, 1), PLAIN), [
      Array.from({ length: world.platform.triggers + 1 }, () => set('install_triggers', 1n)),
      set('disable_triggers', 0n, 3n),
      set('enable_triggers', 1n, 1n),
      set('uninstall_triggers', 1n, 1n),
      set('install_triggers', 1n),
    ]),
    scenario('DBTR', 'memory that is taken back', share, dbtr('set_shmem', allOnes, allOnes, 0n), give(any, PLAIN), [
      set('install_triggers', 1n),
      set('update_triggers', 1n),
      set('read_triggers', 0n, 1n),
      share,
      set('install_triggers', 1n),
    ]),
    scenario('DBTR', 'each hart has its own', start(1), share, give(any, PLAIN), set('install_triggers', 1n), [
      calls('DBTR', 1)('install_triggers', 1n),
      calls('DBTR', 1)('set_shmem', areaOf(begin, 1), 0n, 0n),
      calls('DBTR', 1)('uninstall_triggers', 0n, 1n),
      set('read_triggers', 0n, 1n),
    ]),
  ];
}
