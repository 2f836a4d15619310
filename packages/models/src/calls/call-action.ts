import type { Random } from '../random.ts';
import { extensions, type ExtensionName } from '../functions.ts';
import { callModels } from './call-models.ts';
import { hartOf, withHart, withWords, type CallWorld } from './call-world.ts';
import type { Call, Step } from '../judging/protocol.ts';
import { configurationWords } from './trigger-words.ts';
import { areaBytes, areaOf } from './shared-area.ts';

/** Whatever can be done to a system between two observations. */
type CallAction = Exclude<Step, { readonly kind: 'code' | 'overflow' }>;

/** Whether an action can happen as the world is: when some before it are left out, it may not. */
export function isPlayable(world: CallWorld, action: CallAction): boolean {
  switch (action.kind) {
    case 'call': {
      const { hart, extension, name } = action;
      // A system that has stopped its last hart never starts another.
      const isLast = world.harts.every(({ state }, index) => index === hart || state === 'STOPPED');
      return hartOf(world, hart).state === 'STARTED' && !(extension === 'HSM' && name === 'hart_stop' && isLast);
    }
    case 'wake':
      return hartOf(world, action.hart).state === 'SUSPENDED';
    case 'clear':
      return hartOf(world, action.hart).state === 'STARTED';
    case 'write':
      return true;
  }
}

/** What a step makes of the world before anybody has looked. */
export function acted(world: CallWorld, step: Step): CallWorld {
  switch (step.kind) {
    case 'wake':
      return withHart(world, step.hart, { woken: true });
    case 'clear':
      return withHart(world, step.hart, { SSIP: false });
    case 'write':
      return { ...world, memory: withWords(world.memory, step.address, step.size, step.words) };
    case 'call':
    case 'code':
    case 'overflow':
      return world;
  }
}

/** Words for a call that has some to read, at random. */
function anyWords(random: Random, world: CallWorld, hart: number): CallAction {
  const address = areaOf(world.memory.begin, hart);
  const many = (most: number) => Array.from({ length: 1 + random.below(most) }, () => random.below(9));
  switch (random.below(4)) {
    case 0:
    case 1: {
      const kinds = many(3);
      const indices = kinds.map(() => BigInt(random.below(world.platform.triggers + 1)));
      return { kind: 'write', address, size: 8, words: configurationWords(indices, kinds) };
    }
    case 2:
      // Entries of event_get_info, or attributes of a channel.
      return {
        kind: 'write',
        address,
        size: 4,
        words: many(12).map((n) => BigInt([0, 1, 1, 2, 11, 0x1_0000, 0xf_0005, 0x10_0000, 0][n]!)),
      };
    default:
      return { kind: 'write', address: address + 8n, size: 8, words: many(4).map(() => random.word()) };
  }
}

/** Something that may happen next; of some extensions only, if they are named. */
export function anyCallAction(random: Random, world: CallWorld, only?: readonly string[]): CallAction {
  const models = callModels.filter(({ name }) => only?.includes(name) ?? true);
  for (let tries = 0; tries < 100; tries++) {
    const hart = random.below(world.harts.length);
    const { state } = hartOf(world, hart);
    const action = ((): CallAction => {
      if (state === 'SUSPENDED') return { kind: 'wake', hart };
      if (random.oneIn(8)) return anyWords(random, world, hart);
      if (random.oneIn(16)) return { kind: 'clear', hart };
      const model = random.of(models);
      if (random.oneIn(60))
        return { kind: 'call', hart, extension: model.name, name: `FID ${random.of([16, 63, 0xffff])}`, args: [] };
      return { kind: 'call', ...model.any(random, world, hart) };
    })();
    if (isPlayable(world, action)) return action;
  }
  return anyWords(random, world, 0);
}

/** Calls that change nothing, to be made after a call, of its extension, and of harts that have arrived, of all. */
export const questionsOf = (world: CallWorld, arrived: readonly number[], call?: Call): readonly Call[] =>
  world.harts.flatMap(({ state }, hart) =>
    state === 'STARTED'
      ? callModels
          .filter(({ name }) => name === call?.extension || arrived.includes(hart))
          .filter(({ name }) => world.platform.offered.includes(BigInt(extensions[name].eid)))
          .flatMap(({ questions }) => questions?.(world, hart, call) ?? [])
      : [],
  );

/** All that is worth trying of one extension on one hart, in an order in which calls that need others follow them. */
export function systematic(world: CallWorld, extension: ExtensionName, hart: number): readonly CallAction[] {
  const model = callModels.find(({ name }) => name === extension);
  const call = (name: string, args: readonly bigint[]): CallAction => ({ kind: 'call', hart, extension, name, args });
  const functions = model ? Object.keys(extensions[extension].functions) : [];
  const beyond = [functions.length, 63, 0xffff].map((fid) => call(`FID ${fid}`, []));
  const address = areaOf(world.memory.begin, hart);
  const words: CallAction[] = [
    { kind: 'write', address, size: 8, words: Array<bigint>(Number(areaBytes) / 8).fill(0n) },
    { kind: 'write', address, size: 8, words: configurationWords([0n, 1n, 2n], [0, 1, 2]) },
  ];
  return [...words, ...(model?.corners(world, hart) ?? []).map(({ name, args }) => call(name, args)), ...beyond];
}
