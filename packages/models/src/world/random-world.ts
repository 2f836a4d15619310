import { anyFwftCall } from '../calls/fwft-model.ts';
import { anyHsmCall } from '../calls/hsm-model.ts';
import { anyIpiCall } from '../calls/ipi-model.ts';
import { anySuspCall } from '../calls/susp-model.ts';
import type { Random } from '../random.ts';
import { anyCall, anyContext, anyEvent, handlerContext } from '../sse/random-actions.ts';
import type { Context } from '../context.ts';
import { hartOf } from '../sse/record.ts';
import { FIRST_COUNTER } from './world-counters.ts';
import { isPossible } from './world-step.ts';
import { callersIn, canCall, contextOf, worldHart, type World, type WorldAction } from './world.ts';

type OtherCall = Extract<WorldAction, { kind: 'call' }>;

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
  const callers = callersIn(world);
  const call = (made: Omit<OtherCall, 'kind'>): OtherCall => ({ kind: 'call', ...made });
  if (random.oneIn(4)) return call(anyIpiCall(random, callers, hart));
  if (random.oneIn(10)) return call(anySuspCall(random, callers, hart));
  return random.of([
    // The features that change what an event does come more often than the others.
    () => call(anyFwftCall(random, hart, random.oneIn(2) ? random.of([1, 3]) : undefined)),
    () => call(anyHsmCall(random, callers, hart)),
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
