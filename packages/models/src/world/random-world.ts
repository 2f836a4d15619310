import type { Random } from '../random.ts';
import { anyCall, anyContext, anyEvent, handlerContext } from '../sse/random-actions.ts';
import type { Context } from '../context.ts';
import { hartOf } from '../sse/record.ts';
import { FIRST_COUNTER } from './world-counters.ts';
import { isPossible } from './world-step.ts';
import { canCall, contextOf, worldHart, type World, type WorldAction, type WorldPlatform } from './world.ts';

type OtherCall = Extract<WorldAction, { kind: 'call' }>;

/** Mostly as it stands, now and then with bits that a uint32_t must ignore. */
const junk = (random: Random, value: bigint): bigint =>
  random.oneIn(8) ? value | (BigInt(1 + random.below(0xffff)) << 32n) : value;

/** Mostly a place where code can be, now and then one at the edge of RAM, or beyond it. */
function anyPlace(random: Random, { platform }: World['sse']): bigint {
  const [from, to] = (platform as WorldPlatform).ram;
  const inside = from + 2n * BigInt(random.below(0x1000));
  return random.oneIn(6) ? random.of([0n, from - 2n, from, to - 2n, to - 1n, to, inside + (1n << 63n)]) : inside;
}

function hsmCall(random: Random, world: World, hart: number): OtherCall {
  const id = BigInt(random.oneIn(8) ? random.below(world.harts.length + 2) : random.below(world.harts.length));
  const stopped = world.harts.findIndex(({ state }) => state === 'STOPPED');
  const base = { kind: 'call', hart, extension: 'HSM' } as const;
  const name = random.of(['hart_start', 'hart_start', 'hart_stop', 'hart_get_status', 'hart_suspend'] as const);
  switch (name) {
    case 'hart_start': {
      const target = stopped >= 0 && !random.oneIn(4) ? BigInt(stopped) : random.oneIn(8) ? id | (1n << 32n) : id;
      return { ...base, name, args: [target, anyPlace(random, world.sse), random.word()] };
    }
    case 'hart_stop':
      return { ...base, name, args: [random.word(), random.word()] };
    case 'hart_get_status':
      return { ...base, name, args: [random.oneIn(8) ? id | (1n << 32n) : id] };
    case 'hart_suspend': {
      const type = random.of([0n, 0x8000_0000n, 0x8000_0000n, 1n, 0x8000_0001n]);
      return { ...base, name, args: [junk(random, type), anyPlace(random, world.sse), random.word()] };
    }
  }
}

function suspCall(random: Random, world: World, hart: number): OtherCall {
  const type = random.oneIn(6) ? random.of([1n, 0x8000_0000n]) : 0n;
  const args = [junk(random, type), anyPlace(random, world.sse), random.word()];
  return { kind: 'call', hart, extension: 'SUSP', name: 'system_suspend', args };
}

function fwftCall(random: Random, hart: number): OtherCall {
  const base = { kind: 'call', hart, extension: 'FWFT' } as const;
  // The features that change what an event does come more often than the others.
  const feature = junk(random, BigInt(random.oneIn(2) ? random.of([1, 3]) : random.below(8)));
  if (random.oneIn(4)) return { ...base, name: 'get', args: [feature] };
  const value = random.of([0n, 1n, 1n, 2n, 7n, 16n, 1n << 32n]);
  const flags = random.oneIn(20) ? random.of([1n, 2n, 1n << 32n]) : 0n;
  return { ...base, name: 'set', args: [feature, value, flags] };
}

/** Counters 3 to 5, one or several, and events that they count. */
function pmuCall(random: Random, world: World, hart: number): OtherCall {
  const base = { kind: 'call', hart, extension: 'PMU' } as const;
  const one = random.below(3);
  const set = [BigInt(FIRST_COUNTER), random.oneIn(4) ? BigInt(random.below(8)) : 1n << BigInt(one)] as const;
  const { configured, started } = worldHart(world, hart).counters[one]!;
  // Mostly what takes a counter further, so that many count.
  const next = !configured ? 'config' : 'start';
  switch (started || random.oneIn(2) ? random.of(['config', 'start', 'stop'] as const) : next) {
    case 'config': {
      const flags = random.of([0n, 1n, 2n, 4n, 4n, 5n, 7n]);
      return { ...base, name: 'counter_config_matching', args: [...set, flags, BigInt(1 + random.below(2)), 0n] };
    }
    case 'start':
      return { ...base, name: 'counter_start', args: [...set, BigInt(random.below(2)), random.word()] };
    case 'stop':
      return { ...base, name: 'counter_stop', args: [...set, BigInt(random.below(2))] };
  }
}

function otherCall(random: Random, world: World, hart: number): OtherCall {
  if (random.oneIn(4)) {
    const mask = BigInt(random.below(2 ** world.harts.length));
    const args = random.oneIn(8)
      ? [random.word(), random.of([0n, 1n, (1n << 64n) - 1n, (1n << 64n) - 2n])]
      : [mask, 0n];
    return { kind: 'call', hart, extension: 'IPI', name: 'send_ipi', args };
  }
  if (random.oneIn(10)) return suspCall(random, world, hart);
  return random.of([
    () => fwftCall(random, hart),
    () => hsmCall(random, world, hart),
    () => pmuCall(random, world, hart),
  ])();
}

/** Something that may happen next on a hart. */
function onHart(random: Random, world: World, hart: number): WorldAction {
  const { state } = worldHart(world, hart);
  if (random.oneIn(20)) return { kind: 'signal', hart, event_id: anyEvent(random, world.sse.platform) };
  if (random.oneIn(80)) return { kind: 'snapshot', hart };
  if (random.oneIn(60)) return { kind: 'overflow', hart, counter: random.below(3) };
  const counting = worldHart(world, hart).counters.flatMap(({ started, OF }, n) => (started && !OF ? [n] : []));
  if (counting.length > 0 && random.oneIn(6)) return { kind: 'overflow', hart, counter: random.of(counting) };
  if (random.oneIn(30)) return { kind: 'clear', hart };
  if (state !== 'STARTED' || random.oneIn(10)) return { kind: 'interrupt', hart };
  const { stack, has } = hartOf(world.sse, hart);
  const at = contextOf(world, hart);
  const code = (context: Context): WorldAction => ({
    kind: 'code',
    hart,
    context,
    keepsSepc: context.sepc === at.sepc,
  });
  // What runs where it can make no call goes on, mostly to where it can.
  if (!canCall(world, hart))
    return random.oneIn(3) ? { kind: 'interrupt', hart } : code(handlerContext(random, at, has));
  if (random.oneIn(10)) return code(stack.length > 0 ? handlerContext(random, at, has) : anyContext(random, has));
  return random.oneIn(4)
    ? otherCall(random, world, hart)
    : { kind: 'SSE', hart, call: anyCall(random, world.sse, hart) };
}

/** Something that may happen next. */
export function anyWorldAction(random: Random, world: World): WorldAction {
  for (;;) {
    const action = onHart(random, world, random.below(world.harts.length));
    if (isPossible(world, action)) return action;
  }
}
