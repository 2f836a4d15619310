import { FWFT, HSM, IPI } from '@hartlab/sbi';
import { legal, type Context } from '../sse/context.ts';
import { apply as applySse, hartOf, leave, newModel, withHart, type Model, type ModelPlatform } from '../sse/model.ts';

/**
 * What a supervisor sees of its harts and of the SEE below them, written from the specification alone: SSE as its own
 * model has it, with Hart State Management, Firmware Features and IPIs around it. Every function is pure.
 */
export interface World {
  readonly sse: Model;
  readonly harts: readonly WorldHart[];
}

interface Entry {
  readonly pc: bigint;
  readonly opaque: bigint;
}

/** The states that anyone can see between two calls. */
type WorldState = 'STARTED' | 'STOPPED' | 'START_PENDING' | 'SUSPENDED';

interface WorldHart {
  readonly state: WorldState;
  /** Where it starts or resumes; absent from a retentive suspend. */
  readonly entry?: Entry;
  /** Values of features 0 to 5, and whether they are locked. */
  readonly features: readonly bigint[];
  readonly locked: readonly boolean[];
  /** An IPI has been sent and not arrived. */
  readonly sent: boolean;
  /** Its `sip.SSIP`. */
  readonly SSIP: boolean;
  readonly a0: bigint;
  readonly a1: bigint;
}

/** The calls of these extensions, besides SSE's. */
export const otherExtensions = { HSM, FWFT, IPI } as const;

/** Whatever can happen between two observations. */
export type WorldAction = { readonly hart: number } & (
  | { readonly kind: 'SSE'; readonly call: Extract<Parameters<typeof applySse>[1], { kind: 'call' }> }
  | {
      readonly kind: 'call';
      readonly extension: keyof typeof otherExtensions;
      readonly name: string;
      readonly args: readonly bigint[];
    }
  | { readonly kind: 'signal'; readonly event_id: number }
  /** The supervisor, or what runs below it, executes: its state is now another. */
  | { readonly kind: 'code'; readonly context: Context }
  /** An M-level software interrupt arrives, expected or not: it ends a suspend, and starts a hart that is to start. */
  | { readonly kind: 'interrupt' }
  /** The firmware is saved and restored. */
  | { readonly kind: 'snapshot' }
);

/** What the memory and the harts are like. */
export interface WorldPlatform extends ModelPlatform {
  /** From the first byte that a supervisor may execute to the one after the last. */
  readonly ram: readonly [from: bigint, to: bigint];
}

const SUCCESS = 0n;
const INVALID_PARAM = -3n;
const DENIED = -4n;
const INVALID_ADDRESS = -5n;
const ALREADY_AVAILABLE = -6n;
const DENIED_LOCKED = -14n;

const RETENTIVE = 0n;
const NON_RETENTIVE = 0x8000_0000n;
const LANDING_PAD = 1;
const DOUBLE_TRAP = 3;
const POINTER_MASKING_PMLEN = 5;
const ALL_HARTS = 2n ** 64n - 1n;

const uint32 = (value: bigint) => value % 2n ** 32n;

/** What a hart that starts has of its own. */
const started = { features: [0n, 0n, 0n, 0n, 0n, 0n], locked: Array<boolean>(6).fill(false), SSIP: false };

/** hart_start and resume after a non-retentive suspend: "HSM Hart Start Register State", and a trap handler's SDT is gone. */
const entered = (context: Context, { pc }: Entry): Context => ({
  ...context,
  pc,
  privilege: 1,
  virtualization: 0,
  SIE: 0,
  SDT: 0,
  ELP: 0,
  stvec: 0n,
});

/** The system when its first hart has started at `context`. */
export const newWorld = (context: Context, harts: number, platform: WorldPlatform): World => ({
  sse: newModel(Array<Context>(harts).fill(context), platform, { H: true, Zicfilp: true, Ssdbltrp: false }),
  harts: Array.from({ length: harts }, (_, hart) => ({
    ...started,
    state: hart === 0 ? 'STARTED' : 'STOPPED',
    sent: false,
    a0: 0n,
    a1: 0n,
  })),
});

/** A hart of the world, and its part of the model of SSE. */
export const worldHart = ({ harts }: World, hart: number): WorldHart => harts[hart] as WorldHart;
export const contextOf = ({ sse }: World, hart: number): Context => hartOf(sse, hart).context;

const withWorldHart = (world: World, hart: number, change: Partial<WorldHart>): World => ({
  ...world,
  harts: world.harts.map((old, index) => (index === hart ? { ...old, ...change } : old)),
});
const withContext = (world: World, hart: number, context: Context): World => ({
  ...world,
  sse: withHart(world.sse, hart, { context }),
});

/** Whether code can make a call where the hart is: in HS-mode, and not where a landing pad is expected. */
export const canCall = (world: World, hart: number): boolean => {
  const { privilege, virtualization, ELP } = contextOf(world, hart);
  return worldHart(world, hart).state === 'STARTED' && privilege === 1 && virtualization === 0 && ELP === 0;
};

/** Whether a hart has an event to take when it next enters the SEE. */
export const isReady = (world: World, hart: number): boolean => {
  const { state } = worldHart(world, hart);
  return (state === 'STARTED' || state === 'SUSPENDED') && leave(world.sse, hart).delivered !== undefined;
};

/** The return to the supervisor, where an event may be delivered and the CSRs hold what they can. */
function returned(world: World, hart: number): World {
  if (worldHart(world, hart).state !== 'STARTED') return world;
  const left = { ...world, sse: leave(world.sse, hart).model };
  return withContext(left, hart, held(left, hart));
}

/** ELP is for where landing pads are enabled (priv "Preserving Expected Landing Pad State on Traps"). */
function held(world: World, hart: number): Context {
  const context = contextOf(world, hart);
  const { ELP, privilege, virtualization } = context;
  const expects = privilege === 1 && virtualization === 0 && worldHart(world, hart).features[LANDING_PAD] === 1n;
  return { ...context, ELP: expects ? ELP : 0 };
}

/** What a call does: what a0 and a1 become, unless it does not return. */
interface Answer {
  readonly world: World;
  readonly error?: bigint;
  readonly value?: bigint;
}

function hsmCall(world: World, hart: number, name: string, [a0 = 0n, a1 = 0n, a2 = 0n]: readonly bigint[]): Answer {
  const [from, to] = (world.sse.platform as WorldPlatform).ram;
  const executable = (address: bigint) => address >= from && address + 2n <= to;
  const target = a0 < world.harts.length ? Number(a0) : undefined;
  const codes: Readonly<Record<WorldState, bigint>> = { STARTED: 0n, STOPPED: 1n, START_PENDING: 2n, SUSPENDED: 4n };
  switch (name) {
    case 'hart_start': {
      if (target === undefined) return { world, error: INVALID_PARAM };
      if (!executable(a1)) return { world, error: INVALID_ADDRESS };
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
      if (!executable(a1)) return { world, error: INVALID_ADDRESS };
      return { world: withWorldHart(world, hart, { state: 'SUSPENDED', entry: { pc: a1, opaque: a2 } }) };
    }
  }
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

const withDoubleTraps = (world: World, hart: number, Ssdbltrp: boolean): World => ({
  ...world,
  sse: withHart(world.sse, hart, { has: { ...hartOf(world.sse, hart).has, Ssdbltrp } }),
});

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

function call(world: World, { hart, extension, name, args }: Extract<WorldAction, { kind: 'call' }>): World {
  const { eid, functions } = otherExtensions[extension];
  const fid = (functions as Readonly<Record<string, { readonly id: number }>>)[name]!.id;
  const a6a7 = { a6: BigInt(fid), a7: BigInt(eid) };
  const called = withContext(world, hart, { ...contextOf(world, hart), ...a6a7 });
  const {
    world: done,
    error,
    value = 0n,
  } = extension === 'HSM'
    ? hsmCall(called, hart, name, args)
    : extension === 'FWFT'
      ? fwftCall(called, hart, name, args)
      : ipiCall(called, hart, args);
  const [a0 = 0n, a1 = 0n] = args;
  if (error === undefined) return withWorldHart(done, hart, { a0, a1 });
  const context = contextOf(done, hart);
  const next = withContext(done, hart, { ...context, pc: BigInt.asUintN(64, context.pc + 4n) });
  return returned(withWorldHart(next, hart, { a0: BigInt.asUintN(64, error), a1: value }), hart);
}

/** An interrupt arrives at a hart: what it does depends on what the hart was about. */
function interrupted(world: World, hart: number): World {
  const { state, entry, sent, SSIP } = worldHart(world, hart);
  const context = contextOf(world, hart);
  switch (state) {
    case 'STOPPED':
      return world;
    case 'STARTED':
      return returned(withWorldHart(world, hart, { SSIP: SSIP || sent, sent: false }), hart);
    case 'SUSPENDED': {
      const { entry: _, ...awake } = { ...worldHart(world, hart), state: 'STARTED' as const };
      const back = { ...world, harts: world.harts.with(hart, awake) };
      if (!entry) return returned(back, hart);
      const registers = { a0: BigInt(hart), a1: entry.opaque };
      return returned(withContext(withWorldHart(back, hart, registers), hart, entered(context, entry)), hart);
    }
    case 'START_PENDING': {
      const { entry: _, ...fresh } = { ...worldHart(world, hart), ...started, state: 'STARTED' as const };
      const { pc, opaque } = entry!;
      const cleared = { SPIE: 0, SPP: 0, SPELP: 0, SPV: 0, SPVP: 0, hstatus: HSTATUS_RESET };
      const begun = {
        ...world,
        harts: world.harts.with(hart, { ...fresh, sent: false, a0: BigInt(hart), a1: opaque }),
      };
      const sse = applySse(begun.sse, { kind: 'start', hart }).model;
      const at = withContext({ ...begun, sse }, hart, { ...entered(context, { pc, opaque }), ...cleared });
      return returned(withDoubleTraps(at, hart, false), hart);
    }
  }
}

/** hstatus with VSXL = 2. */
const HSTATUS_RESET = 0x2_0000_0000n;

/** What `action` makes of the world, and the words of memory after a call of SSE. */
export function act(world: World, action: WorldAction): { readonly world: World; readonly words?: readonly bigint[] } {
  const { hart } = action;
  switch (action.kind) {
    case 'SSE': {
      const { model, shown } = applySse(world.sse, action.call);
      const [a0 = 0n, a1 = 0n] = action.call.args;
      const registers = shown.error === undefined ? { a0, a1 } : { a0: BigInt.asUintN(64, shown.error), a1: 0n };
      const done = withWorldHart({ ...world, sse: model }, hart, registers);
      return { world: withContext(done, hart, held(done, hart)), words: shown.words ?? [] };
    }
    case 'call':
      return { world: call(world, action) };
    case 'signal':
      return { world: { ...world, sse: applySse(world.sse, { ...action }).model } };
    case 'code':
      return { world: withLegal(world, hart, action.context) };
    case 'interrupt':
      return { world: interrupted(world, hart) };
    case 'snapshot':
      return { world };
  }
}

/** The context as the CSRs of the hart can hold it now. */
function withLegal(world: World, hart: number, context: Context): World {
  const changed = withContext(world, hart, legal(context, hartOf(world.sse, hart).has));
  return withContext(changed, hart, held(changed, hart));
}

/** Whether an action can happen as the world is: when some before it are left out, it may not. */
export function isPossible(world: World, action: WorldAction): boolean {
  const { hart } = action;
  switch (action.kind) {
    case 'SSE':
      return canCall(world, hart);
    case 'call':
      return canCall(world, hart) && !isUndefined(world, action) && !leavesNobody(world, action);
    case 'code':
      return worldHart(world, hart).state === 'STARTED';
    case 'interrupt':
      return worldHart(world, hart).state !== 'STOPPED';
    case 'signal':
    case 'snapshot':
      return true;
  }
}

/** No text says what SDT is, of a trap handler that has double traps off and on again. */
const isUndefined = (world: World, { hart, extension, name, args }: Extract<WorldAction, { kind: 'call' }>): boolean =>
  extension === 'FWFT' &&
  name === 'set' &&
  Number(uint32(args[0] ?? 0n)) === DOUBLE_TRAP &&
  contextOf(world, hart).SDT === 1;

/** A system that has stopped its last hart never starts another. */
const leavesNobody = ({ harts }: World, { hart, name }: Extract<WorldAction, { kind: 'call' }>): boolean =>
  name === 'hart_stop' && harts.every(({ state }, index) => index === hart || state === 'STOPPED');
