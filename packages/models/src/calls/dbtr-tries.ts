import { triggersOf } from './dbtr-entries.ts';
import type { ExtensionModel } from './extension-model.ts';
import { areaOf, areas } from './shared-area.ts';
import { configurations } from './trigger-words.ts';
import { each } from './tried.ts';

/** The functions that act on a set of triggers. */
const onSets = ['uninstall_triggers', 'enable_triggers', 'disable_triggers'] as const;

/** What there is to try of debug triggers. */
export const dbtrTries: Pick<ExtensionModel, 'any' | 'corners'> = {
  any(random, world, hart) {
    const base = { hart, extension: 'DBTR' } as const;
    const max = world.platform.triggers;
    const { shmem, entries } = triggersOf(world, hart);
    if (shmem === undefined && !random.oneIn(5))
      return { ...base, name: 'set_shmem', args: [areaOf(world.memory.begin, hart), 0n, 0n] };
    const held = entries.flatMap((entry, idx) => (entry ? [idx] : []));
    const count = BigInt(random.oneIn(8) ? random.below(max + 2) : 1 + random.below(Math.max(1, max - 1)));
    switch (random.below(7)) {
      case 0:
        return { ...base, name: 'num_triggers', args: [random.of([0n, ...configurations])] };
      case 1:
        return { ...base, name: 'set_shmem', args: [...random.of(areas(world, hart)), random.oneIn(4) ? 1n : 0n] };
      case 2:
        return { ...base, name: 'read_triggers', args: [BigInt(random.below(max + 1)), count] };
      case 3:
      case 4: {
        const name = random.oneIn(3) ? 'update_triggers' : 'install_triggers';
        return { ...base, name, args: [random.oneIn(2) ? 1n : count] };
      }
      default: {
        const idx = BigInt(held.length > 0 && !random.oneIn(4) ? random.of(held) : random.below(max + 2));
        return {
          ...base,
          name: random.of(onSets),
          args: [idx, random.oneIn(4) ? BigInt(random.below(8)) : 1n],
        };
      }
    }
  },
  corners(world, hart) {
    const max = BigInt(world.platform.triggers);
    const few = [0n, 1n, max - 1n, max, max + 1n, 1n << 63n];
    return [
      ...each('num_triggers', [0n, ...configurations]),
      ...each('install_triggers', few),
      ...areas(world, hart).flatMap(([low, high]) => each('set_shmem', [low], [high], [0n, 1n])),
      { name: 'set_shmem', args: [areaOf(world.memory.begin, hart), 0n, 0n] },
      ...each('read_triggers', few, few),
      ...each('install_triggers', few),
      ...each('update_triggers', few),
      ...onSets.flatMap((name) => each(name, few, [0n, 1n, 3n, 1n << 63n])),
    ];
  },
};
