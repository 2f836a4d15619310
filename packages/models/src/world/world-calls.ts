import { isExecutable, uint32 } from '../calls/call-world.ts';
import { legalValues } from '../calls/fwft-model.ts';
import { namedHarts } from '../calls/hart-mask.ts';
import { NON_RETENTIVE, RETENTIVE, stateIds } from '../calls/hsm-model.ts';
import { errorCodes } from '../error-codes.ts';
import { apply as applySse } from '../sse/model.ts';
import { eventOf } from '../sse/record.ts';
import { counterCall } from './world-counters.ts';
import { callersIn, withDoubleTraps, withWorldHart, worldHart, type World, type WorldAction } from './world.ts';

const { ALREADY_AVAILABLE, DENIED, DENIED_LOCKED, INVALID_ADDRESS, INVALID_PARAM, SUCCESS } = errorCodes;

/** The local PMU overflow event. */
export const OVERFLOW_EVENT = 0x1_0000;

/** The number of that feature. */
export const DOUBLE_TRAP = 3;

/** What a call does: what a0 and a1 become, unless it does not return. */
export interface Answer {
  readonly world: World;
  readonly error?: bigint;
  readonly value?: bigint;
}

const mayExecute = (world: World, address: bigint): boolean => isExecutable(callersIn(world), address);

function hsmCall(world: World, hart: number, name: string, [a0 = 0n, a1 = 0n, a2 = 0n]: readonly bigint[]): Answer {
  const target = a0 < world.harts.length ? Number(a0) : undefined;
  switch (name) {
    case 'hart_start': {
      if (target === undefined) return { world, error: INVALID_PARAM };
      if (!mayExecute(world, a1)) return { world, error: INVALID_ADDRESS };
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
      return { world, error: SUCCESS, value: stateIds[worldHart(world, target).state] };
    default: {
      const type = uint32(a0);
      if (type === RETENTIVE) return { world: withWorldHart(world, hart, { state: 'SUSPENDED' }), error: SUCCESS };
      if (type !== NON_RETENTIVE) return { world, error: INVALID_PARAM };
      if (!mayExecute(world, a1)) return { world, error: INVALID_ADDRESS };
      return { world: withWorldHart(world, hart, { state: 'SUSPENDED', entry: { pc: a1, opaque: a2 } }) };
    }
  }
}

function suspCall(world: World, hart: number, [a0 = 0n, a1 = 0n, a2 = 0n]: readonly bigint[]): Answer {
  if (uint32(a0) !== 0n) return { world, error: INVALID_PARAM };
  if (world.harts.some(({ state }, index) => index !== hart && state !== 'STOPPED')) return { world, error: DENIED };
  if (!mayExecute(world, a1)) return { world, error: INVALID_ADDRESS };
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
  if (!legalValues[number]!.includes(value)) return { world, error: INVALID_PARAM };
  const set = withWorldHart(world, hart, {
    features: features.with(number, value),
    locked: locked.with(number, flags === 1n),
  });
  return { world: number === DOUBLE_TRAP ? withDoubleTraps(set, hart, value === 1n) : set, error: SUCCESS };
}

function ipiCall(world: World, hart: number, [mask = 0n, base = 0n]: readonly bigint[]): Answer {
  const named = namedHarts(world, mask, base);
  if (!named) return { world, error: INVALID_PARAM };
  const sent = named.reduce((old, index) => {
    const { state } = worldHart(old, index);
    if (state !== 'STARTED' && state !== 'SUSPENDED') return old;
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
