import type { SseFunction } from '../functions.ts';
import { returnFromMachineMode, type Context, type SupervisorExtensions } from '../context.ts';

/**
 * SSE, written from the specification alone: one flat record of events, and per hart a stack of the contexts that handlers interrupted. Every function is pure.
 */
export interface Model {
  readonly harts: readonly ModelHart[];
  /** By event_id for a global event, by event_id and hart for a local one. */
  readonly events: Readonly<Record<string, ModelEvent>>;
  readonly platform: ModelPlatform;
}

/** What is there, by event_id. */
export interface ModelPlatform {
  readonly local: readonly number[];
  readonly global: readonly number[];
  /** Standard events that nothing can signal. */
  readonly unsupported: readonly number[];
  readonly notInjectable: readonly number[];
  /** Bytes of memory from address 0. */
  readonly memoryBytes: bigint;
  /** Events that are to come as often as all others together. */
  readonly favourites: readonly number[];
}

interface ModelHart {
  readonly context: Context;
  readonly masked: boolean;
  readonly stopped: boolean;
  readonly has: SupervisorExtensions;
  /** What runs: the innermost handler last. */
  readonly stack: readonly { readonly key: string; readonly interrupted: Context }[];
}

/** STATUS[1:0] as a number, STATUS[2], and the attributes 1 to 9. */
export interface ModelEvent {
  readonly state: 0 | 1 | 2 | 3;
  readonly pending: boolean;
  readonly values: readonly bigint[];
}

/** Whatever can happen to a system of harts between two observations. */
export type Action = { readonly hart: number } & (
  | {
      readonly kind: 'call';
      readonly name: SseFunction;
      readonly args: readonly bigint[];
      readonly words: readonly bigint[];
    }
  | { readonly kind: 'signal'; readonly event_id: number }
  /** The supervisor, or what runs below it, executes: its state is now another. */
  | { readonly kind: 'code'; readonly context: Context }
  /** A trap into the SEE that has nothing to do with SSE. */
  | { readonly kind: 'trap' }
  | { readonly kind: 'stop' | 'start' | 'reset' }
);

/** What an action shows at once: a0 of a call, the event that was delivered, and the words that a call wrote. */
export interface Shown {
  readonly error?: bigint;
  readonly delivered?: number;
  readonly words?: readonly bigint[];
}

/** The platform of the plain system. */
export const plainPlatform: ModelPlatform = {
  local: [0xffff_0000, 0x4000, 0x4001],
  global: [0xffff_8000, 0xc000],
  unsupported: [0, 1, 0x8000, 0x1_0000, 0x10_0000, 0x10_8000],
  notInjectable: [0x4001],
  memoryBytes: 256n,
  favourites: [0xffff_0000, 0xffff_8000],
};
export const extensions: SupervisorExtensions = { H: true, Zicfilp: true, Ssdbltrp: true };

const SUCCESS = 0n;
const NOT_SUPPORTED = -2n;
const INVALID_PARAM = -3n;
const DENIED = -4n;
const INVALID_ADDRESS = -5n;
const ALREADY_STARTED = -7n;
const ALREADY_STOPPED = -8n;
const INVALID_STATE = -10n;
const BAD_RANGE = -11n;

const isGlobal = (event_id: number) => Math.floor(event_id / 0x8000) % 2 === 1;
const keyOf = (event_id: number, hart: number) => (isGlobal(event_id) ? `${event_id}` : `${event_id} ${hart}`);
const idOf = (key: string) => Number(key.split(' ')[0]);
const unused = (hart: number): ModelEvent => ({
  state: 0,
  pending: false,
  values: [0n, 0n, BigInt(hart), 0n, 0n, 0n, 0n, 0n, 0n],
});

/** The model when these harts have the system from reset, the first of them started. */
export const newModel = (contexts: readonly Context[], platform = plainPlatform, has = extensions): Model => ({
  platform,
  harts: contexts.map((context, hart) => ({ context, masked: true, stopped: hart !== 0, has, stack: [] })),
  events: Object.fromEntries([
    ...platform.global.map((id) => [keyOf(id, 0), unused(0)]),
    ...contexts.flatMap((_, hart) => platform.local.map((id) => [keyOf(id, hart), unused(hart)])),
  ]),
});

const withEvent = (model: Model, key: string, change: Partial<ModelEvent>): Model => ({
  ...model,
  events: { ...model.events, [key]: { ...event(model, key), ...change } },
});
/** The model with something else about one hart. */
export const withHart = (model: Model, hart: number, change: Partial<ModelHart>): Model => ({
  ...model,
  harts: model.harts.map((old, index) => (index === hart ? { ...old, ...change } : old)),
});
const event = (model: Model, key: string): ModelEvent => model.events[key] ?? unused(0);
/** A hart of the model. */
export const hartOf = (model: Model, hart: number): ModelHart => model.harts[hart] as ModelHart;
const set = (values: readonly bigint[], attr_id: number, value: bigint) => values.with(attr_id - 1, value);

/** The event that a hart means by `event_id`. */
export const eventOf = (model: Model, event_id: number, hart: number): ModelEvent =>
  event(model, keyOf(event_id, hart));

/** The ten attributes of an event. */
export const attributesOf = (model: Model, event_id: number, hart: number): readonly bigint[] => {
  const { state, pending, values } = eventOf(model, event_id, hart);
  return [BigInt(state + (pending ? 4 : 0) + (model.platform.notInjectable.includes(event_id) ? 0 : 8)), ...values];
};

const flagsOf = ({ SPP, SPIE, SPV, SPVP, SPELP, SDT }: Context) =>
  BigInt(SPP + SPIE * 2 + SPV * 4 + SPVP * 8 + SPELP * 16 + SDT * 32);

/** The end of every trap into the SEE. */
export function leave(model: Model, hart: number): { model: Model; delivered?: number } {
  const { masked, context, stack, has } = hartOf(model, hart);
  const rank = (key: string): [bigint, number] => [event(model, key).values[0] ?? 0n, idOf(key)];
  const before = (a: string, b: string) => {
    const [[p, i], [q, j]] = [rank(a), rank(b)];
    return p < q || (p === q && i < j);
  };
  const [key] = Object.keys(model.events)
    .filter((name) => event(model, name).state === 2 && event(model, name).pending)
    .filter((name) => event(model, name).values[2] === BigInt(hart))
    .sort((a, b) => (before(a, b) ? -1 : 1));
  const running = stack.at(-1)?.key; // Each one preempted the one below it, so the last is the first in rank.
  if (masked || key === undefined || (running !== undefined && before(running, key))) {
    return { model: withHart(model, hart, { context: returnFromMachineMode(context) }) };
  }
  const { values } = event(model, key);
  const { pc, privilege: P, virtualization: V, SIE, ELP, sepc, a6, a7 } = context;
  const interrupted = [sepc, flagsOf(context), a6, a7];
  const started = withEvent(model, key, { state: 3, pending: false, values: [...values.slice(0, 5), ...interrupted] });
  const entered = {
    ...context,
    pc: values[3] ?? 0n,
    privilege: 1,
    virtualization: 0,
    sepc: pc,
    SPP: P,
    SPIE: SIE,
    SIE: 0,
    SPELP: ELP,
    ELP: 0,
    SDT: has.Ssdbltrp ? 1 : 0,
    SPV: V,
    SPVP: V === 1 ? P : context.SPVP,
    a6: BigInt(hart),
    a7: values[4] ?? 0n,
  };
  const stacked = [...stack, { key, interrupted: context }];
  return { model: withHart(started, hart, { context: entered, stack: stacked }), delivered: idOf(key) };
}

/** Gives back the context on top of the stack, unless the handler moved sepc, with the attributes in their places. */
function complete(model: Model, hart: number): Model {
  const { context, stack, has } = hartOf(model, hart);
  const top = stack.at(-1);
  if (!top) return model;
  const { values } = event(model, top.key);
  const [, config = 0n, , , , sepc = 0n, flags = 0n, a6 = 0n, a7 = 0n] = values;
  const asSret = {
    pc: context.sepc,
    privilege: context.SPP,
    virtualization: context.SPV,
    SIE: context.SPIE,
    ELP: context.SPELP,
    hstatus: context.hstatus,
  };
  const moved = context.sepc !== top.interrupted.pc;
  const { pc, privilege, virtualization, SIE, ELP, hstatus } = moved ? asSret : top.interrupted;
  const flag = (weight: bigint) => Number((flags / weight) % 2n);
  const SDT = has.Ssdbltrp ? flag(32n) : 0;
  const resumed = {
    ...context,
    pc,
    privilege,
    virtualization,
    SIE: SDT === 1 ? 0 : SIE,
    SPP: flag(1n),
    SPIE: flag(2n),
    ELP,
    SPELP: flag(16n),
    SDT,
    sepc: sepc & ~1n,
    a6,
    a7,
    SPV: flag(4n),
    SPVP: flag(8n),
    hstatus,
  };
  const done = withEvent(model, top.key, { state: config === 1n ? 1 : 2 });
  return withHart(done, hart, { context: resumed, stack: stack.slice(0, -1) });
}

function signal(model: Model, key: string): Model | undefined {
  return event(model, key).state >= 2 ? withEvent(model, key, { pending: true }) : undefined;
}

/** The rules for writing one attribute, in the order in which they are tried. */
function refusal(model: Model, hart: number, event_id: number, attr_id: number, value: bigint): bigint {
  const { state, values } = eventOf(model, event_id, hart);
  const idle = state < 2 ? SUCCESS : INVALID_STATE;
  const handling = state < 3 ? INVALID_STATE : values[2] === BigInt(hart) ? SUCCESS : INVALID_PARAM;
  switch (attr_id) {
    case 1:
      return idle || (value >= 2n ** 32n ? INVALID_PARAM : SUCCESS);
    case 2:
      return idle || (value > 1n ? INVALID_PARAM : SUCCESS);
    case 3: {
      const target = value < model.harts.length ? hartOf(model, Number(value)) : undefined;
      return idle || (!isGlobal(event_id) ? DENIED : target && !target.stopped ? SUCCESS : INVALID_PARAM);
    }
    case 7:
      return value >= 64n ? INVALID_PARAM : handling;
    case 6:
    case 8:
    case 9:
      return handling;
    default:
      return DENIED;
  }
}

type Answer = { readonly model: Model; readonly error?: bigint; readonly words?: readonly bigint[] };

function call(model: Model, { hart, name, args, words }: Extract<Action, { kind: 'call' }>): Answer {
  const answer = (error: bigint, changed: Model = model): Answer => ({ model: changed, error });
  const [a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n] = args;
  const event_id = Number(a0 % 2n ** 32n);
  const key = keyOf(event_id, hart);
  const known = model.events[key]
    ? SUCCESS
    : model.platform.unsupported.includes(event_id)
      ? NOT_SUPPORTED
      : INVALID_PARAM;
  const { state, pending, values } = event(model, key);
  const move = (from: number, change: Partial<ModelEvent>): Answer =>
    known ? answer(known) : state === from ? answer(SUCCESS, withEvent(model, key, change)) : answer(INVALID_STATE);
  switch (name) {
    case 'read_attrs':
    case 'write_attrs': {
      const [base, count] = [Number(a1 % 2n ** 32n), Number(a2 % 2n ** 32n)];
      if (count === 0) return answer(INVALID_PARAM);
      if (base + count > 10) return answer(BAD_RANGE);
      if (a3 % 8n || a4 || a3 + BigInt(count) * 8n > model.platform.memoryBytes) return answer(INVALID_ADDRESS);
      if (known) return answer(known);
      const ids = Array.from({ length: count }, (_, index) => base + index);
      const first = Number(a3 / 8n);
      if (name === 'read_attrs') {
        const all = attributesOf(model, event_id, hart);
        return { ...answer(SUCCESS), words: words.toSpliced(first, count, ...all.slice(base, base + count)) };
      }
      const wanted = (attr_id: number) => words[first + attr_id - base] ?? 0n;
      const error = ids.map((id) => refusal(model, hart, event_id, id, wanted(id))).find((code) => code !== SUCCESS);
      if (error) return answer(error);
      return answer(
        SUCCESS,
        withEvent(model, key, { values: ids.reduce((old, id) => set(old, id, wanted(id)), values) }),
      );
    }
    case 'register':
      if (a1 % 2n) return answer(INVALID_PARAM);
      return move(0, { state: 1, values: set(set(values, 4, a1), 5, a2) });
    case 'unregister':
      return move(1, { state: 0, pending: false });
    case 'enable':
      return move(1, { state: 2, pending });
    case 'disable':
      return move(2, { state: 1 });
    case 'complete':
      return hartOf(model, hart).stack.length > 0 ? { model: complete(model, hart) } : answer(SUCCESS);
    case 'inject': {
      if (!isGlobal(event_id) && a1 >= model.harts.length) return answer(INVALID_PARAM);
      if (known) return answer(known);
      if (model.platform.notInjectable.includes(event_id)) return answer(INVALID_PARAM);
      const injected = signal(model, keyOf(event_id, Number(a1)));
      return injected ? answer(SUCCESS, injected) : answer(INVALID_STATE);
    }
    case 'hart_unmask':
      return hartOf(model, hart).masked
        ? answer(SUCCESS, withHart(model, hart, { masked: false }))
        : answer(ALREADY_STARTED);
    case 'hart_mask':
      return hartOf(model, hart).masked
        ? answer(ALREADY_STOPPED)
        : answer(SUCCESS, withHart(model, hart, { masked: true }));
  }
}

/** A hart stops: its own events are new again; the global ones that it handled pass to the first started hart. */
function stop(model: Model, hart: number): Model {
  const heir = model.harts.findIndex(({ stopped }, other) => other !== hart && !stopped);
  const to = heir < 0 ? hart : heir;
  const passed = model.platform.global
    .map((id) => keyOf(id, hart))
    .filter((key) => event(model, key).values[2] === BigInt(hart))
    .reduce((old, key) => {
      const { state, values } = event(old, key);
      return withEvent(old, key, state === 3 ? unused(to) : { values: set(values, 3, BigInt(to)) });
    }, model);
  const forgotten = model.platform.local.reduce((old, id) => withEvent(old, keyOf(id, hart), unused(hart)), passed);
  return withHart(forgotten, hart, { masked: true, stopped: true, stack: [] });
}

/** What `action` makes of the model, and what can be seen of it. */
export function apply(model: Model, action: Action): { readonly model: Model; readonly shown: Shown } {
  const { hart } = action;
  switch (action.kind) {
    case 'call': {
      const { context } = hartOf(model, hart);
      const registers = { a6: action.args[6] ?? 0n, a7: action.args[7] ?? 0n };
      const called = withHart(model, hart, { context: { ...context, ...registers } });
      const answer = call(called, action);
      const { context: answered } = hartOf(answer.model, hart);
      const returned =
        answer.error === undefined
          ? answer.model
          : withHart(answer.model, hart, { context: { ...answered, pc: BigInt.asUintN(64, answered.pc + 4n) } });
      const left = leave(returned, hart);
      const { error, words = action.words } = answer;
      const { delivered } = left;
      return {
        model: left.model,
        shown: { words, ...(error !== undefined && { error }), ...(delivered !== undefined && { delivered }) },
      };
    }
    case 'signal':
      return { model: signal(model, keyOf(action.event_id, hart)) ?? model, shown: {} };
    case 'code':
      return { model: withHart(model, hart, { context: action.context }), shown: {} };
    case 'trap': {
      const { model: left, delivered } = leave(model, hart);
      return { model: left, shown: delivered === undefined ? {} : { delivered } };
    }
    case 'stop':
      return { model: stop(model, hart), shown: {} };
    case 'start':
      return { model: withHart(model, hart, { stopped: false }), shown: {} };
    case 'reset':
      return {
        model: newModel(
          model.harts.map(({ context }) => context),
          model.platform,
        ),
        shown: {},
      };
  }
}
