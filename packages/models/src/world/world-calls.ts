import { apply as applySse } from '../sse/model.ts';
import { eventOf } from '../sse/record.ts';
import { counterCall } from './world-counters.ts';
import {
  withDoubleTraps,
  withWorldHart,
  worldHart,
  type World,
  type WorldAction,
  type WorldPlatform,
  type WorldState,
} from './world.ts';

/** The local PMU overflow event. */
export const OVERFLOW_EVENT = 0x1_0000;

const SUCCESS = 0n;
const INVALID_PARAM = -3n;
const DENIED = -4n;
const INVALID_ADDRESS = -5n;
const ALREADY_AVAILABLE = -6n;
const DENIED_LOCKED = -14n;

const RETENTIVE = 0n;
const NON_RETENTIVE = 0x8000_0000n;
/** The number of that feature. */
export const DOUBLE_TRAP = 3;
const POINTER_MASKING_PMLEN = 5;
const ALL_HARTS = 2n ** 64n - 1n;

const uint32 = (value: bigint) => value % 2n ** 32n;

/** What a call does: what a0 and a1 become, unless it does not return. */
export interface Answer {
  readonly world: World;
  readonly error?: bigint;
  readonly value?: bigint;
}

function isExecutable({ sse }: World, address: bigint): boolean {
  const [from, to] = (sse.platform as WorldPlatform).ram;
  return address >= from && address + 2n <= to;
}

function hsmCall(world: World, hart: number, name: string, [a0 = 0n, a1 = 0n, a2 = 0n]: readonly bigint[]): Answer {
  const target = a0 < world.harts.length ? Number(a0) : undefined;
  const codes: Readonly<Record<WorldState, bigint>> = { STARTED: 0n, STOPPED: 1n, START_PENDING: 2n, SUSPENDED: 4n };
  switch (name) {
    case 'hart_start': {
      if (target === undefined) return { world, error: INVALID_PARAM };
      if (!isExecutable(world, a1)) return { world, error: INVALID_ADDRESS };
      if (worldHart(world, target).state !== 'STOPPED') return { world, error: ALREADY_AVAILABLE };
      const entry = { pc: a1, opaque: a2 };
      return { world: withWorldHart(world, target, { state: 'START_PENDING', entry }), error: SUCCESS };
    }
    case 'hart_stop': {
      const stopped = { ...world, sse: applySse(world.sse, { kind: 'stop', hart }).model };
      return { world: withWorldHart(stopped, hart, { state: 'STOPPED', sent: false }) };
    }
    case 'hart_get_status':
      if (target === undefined) return { world, error: INVALID_PARAM };
      return { world, error: SUCCESS, value: codes[worldHart(world, target).state] };
    default: {
      const type = uint32(a0);
      if (type === RETENTIVE) return { world: withWorldHart(world, hart, { state: 'SUSPENDED' }), error: SUCCESS };
      if (type !== NON_RETENTIVE) return { world, error: INVALID_PARAM };
      if (!isExecutable(world, a1)) return { world, error: INVALID_ADDRESS };
      return { world: withWorldHart(world, hart, { state: 'SUSPENDED', entry: { pc: a1, opaque: a2 } }) };
    }
  }
}

function suspCall(world: World, hart: number, [a0 = 0n, a1 = 0n, a2 = 0n]: readonly bigint[]): Answer {
  if (uint32(a0) !== 0n) return { world, error: INVALID_PARAM };
  if (world.harts.some(({ state }, index) => index !== hart && state !== 'STOPPED')) return { world, error: DENIED };
  if (!isExecutable(world, a1)) return { world, error: INVALID_ADDRESS };
  return { world: withWorldHart(world, hart, { state: 'SUSPENDED', entry: { pc: a1, opaque: a2 } }) };
}

function fwftCall(
  world: World,
  hart: number,
  name: string,
  [a0 = 0n, value = 0n, flags = 0n]: readonly bigint[],
): Answer {
  const number = Number(uint32(a0));
  const { features, locked } = worldHart(world, hart);
  const now = features[number];
  if (now === undefined) return { world, error: DENIED };
  if (name === 'get') return { world, error: SUCCESS, value: now };
  if (flags > 1n) return { world, error: INVALID_PARAM };
  if (locked[number]) return { world, error: DENIED_LOCKED };
  const legal = number === POINTER_MASKING_PMLEN ? [0n, 7n, 16n] : [0n, 1n];
  if (!legal.includes(value)) return { world, error: INVALID_PARAM };
  const set = withWorldHart(world, hart, {
    features: features.with(number, value),
    locked: locked.with(number, flags === 1n),
  });
  return { world: number === DOUBLE_TRAP ? withDoubleTraps(set, hart, value === 1n) : set, error: SUCCESS };
}

function ipiCall(world: World, hart: number, [mask = 0n, base = 0n]: readonly bigint[]): Answer {
  const named = world.harts.map(
    (_, index) => base === ALL_HARTS || (BigInt(index) >= base && ((mask >> (BigInt(index) - base)) & 1n) === 1n),
  );
  const bits = named.reduce((sum, isNamed) => sum + (isNamed ? 1 : 0), 0);
  const asked = mask.toString(2).replaceAll('0', '').length;
  if (base !== ALL_HARTS && bits !== asked) return { world, error: INVALID_PARAM };
  const sent = named.reduce((old, isNamed, index) => {
    const { state } = worldHart(old, index);
    if (!isNamed || (state !== 'STARTED' && state !== 'SUSPENDED')) return old;
    return withWorldHart(old, index, index === hart ? { SSIP: true } : { sent: true });
  }, world);
  return { world: sent, error: SUCCESS };
}

function pmuCall(world: World, hart: number, name: string, args: readonly bigint[]): Answer {
  const isSupervisors = eventOf(world.sse, OVERFLOW_EVENT, hart).state === 0;
  const { after, ...answer } = counterCall(worldHart(world, hart), name, args, isSupervisors);
  const { counters, LCOFIP } = after;
  return { world: withWorldHart(world, hart, { counters, LCOFIP }), ...answer };
}

/** A call of an extension beside SSE, up to its answer. */
export function otherCall(
  world: World,
  { hart, extension, name, args }: Extract<WorldAction, { kind: 'call' }>,
): Answer {
  switch (extension) {
    case 'HSM':
      return hsmCall(world, hart, name, args);
    case 'SUSP':
      return suspCall(world, hart, args);
    case 'FWFT':
      return fwftCall(world, hart, name, args);
    case 'IPI':
      return ipiCall(world, hart, args);
    case 'PMU':
      return pmuCall(world, hart, name, args);
  }
}
