import { legal, type Context } from '../context.ts';
import { leave } from '../sse/delivery.ts';
import { apply as applySse } from '../sse/model.ts';
import { eventOf, hartOf } from '../sse/record.ts';
import { DOUBLE_TRAP, otherCall, OVERFLOW_EVENT } from './world-calls.ts';
import { wrapped } from './world-counters.ts';
import {
  canCall,
  contextOf,
  otherExtensions,
  started,
  withContext,
  withDoubleTraps,
  withWorldHart,
  worldHart,
  type Entry,
  type World,
  type WorldAction,
} from './world.ts';

const LANDING_PAD = 1;

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

function call(world: World, action: Extract<WorldAction, { kind: 'call' }>): World {
  const { hart, extension, name, args } = action;
  const { eid, functions } = otherExtensions[extension];
  const fid = (functions as Readonly<Record<string, number>>)[name]!;
  const a6a7 = { a6: BigInt(fid), a7: BigInt(eid) };
  const called = withContext(world, hart, { ...contextOf(world, hart), ...a6a7 });
  const { world: done, error, value = 0n } = otherCall(called, action);
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
  const { world: after, ...rest } = acted(world, action);
  const was = eventOf(world.sse, OVERFLOW_EVENT, hart).state;
  // "Disable" withdraws the interrupt of counters, as on OpenSBI.
  const isDisabled = was === 2 && eventOf(after.sse, OVERFLOW_EVENT, hart).state === 1;
  return { world: withOverflow(isDisabled ? withWorldHart(after, hart, { LCOFIP: false }) : after, hart), ...rest };
}

function acted(world: World, action: WorldAction): ReturnType<typeof act> {
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
      return {
        world: withLegal(world, hart, {
          ...action.context,
          ...(action.keepsSepc && { sepc: contextOf(world, hart).sepc }),
        }),
      };
    case 'interrupt':
      return { world: interrupted(world, hart) };
    case 'overflow':
      return { world: withWorldHart(world, hart, wrapped(worldHart(world, hart), action.counter)) };
    case 'clear':
      return { world: withWorldHart(world, hart, { LCOFIP: false }) };
    case 'snapshot':
      return { world };
  }
}

/** Whether M-mode takes the overflow interrupt: `mie.LCOFIE`. The supervisor has it while the event is UNUSED. */
export const isOverflowEnabled = (world: World, hart: number): boolean => {
  const { state, pending } = eventOf(world.sse, OVERFLOW_EVENT, hart);
  return state === 2 && !pending;
};

/** An overflow interrupt that M-mode can take is taken before the next instruction, and makes the event pending. */
function withOverflow(world: World, hart: number): World {
  const { state, LCOFIP } = worldHart(world, hart);
  if (state !== 'STARTED' || !LCOFIP || !isOverflowEnabled(world, hart)) return world;
  const { model } = applySse(world.sse, { kind: 'signal', hart, event_id: OVERFLOW_EVENT });
  return returned({ ...world, sse: model }, hart);
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
    case 'overflow':
      return worldHart(world, hart).state === 'STARTED';
    case 'clear':
      return worldHart(world, hart).state === 'STARTED' && eventOf(world.sse, OVERFLOW_EVENT, hart).state === 0;
    case 'signal':
    case 'snapshot':
      return true;
  }
}

/** No text says what SDT is, of a trap handler that has double traps off and on again. */
const isUndefined = (world: World, { hart, extension, name, args }: Extract<WorldAction, { kind: 'call' }>): boolean =>
  extension === 'FWFT' &&
  name === 'set' &&
  Number((args[0] ?? 0n) % 2n ** 32n) === DOUBLE_TRAP &&
  contextOf(world, hart).SDT === 1;

/** A system that has stopped its last hart never starts another. */
const leavesNobody = ({ harts }: World, { hart, name }: Extract<WorldAction, { kind: 'call' }>): boolean =>
  name === 'hart_stop' && harts.every(({ state }, index) => index === hart || state === 'STOPPED');
