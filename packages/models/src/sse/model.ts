import type { Context, SupervisorExtensions } from '../context.ts';
import type { SseFunction } from '../functions.ts';
import type { Choose, Question } from '../judging/choices.ts';
import { attributeCall, oneOf, type Answer } from './attribute-calls.ts';
import { complete, leave } from './delivery.ts';
import { errorCodes } from '../error-codes.ts';
import { questions } from './questions.ts';
import { event, hartOf, isGlobal, keyOf, set, unused, withEvent, withHart } from './record.ts';
import type { Model, ModelEvent, ModelPlatform } from './record.ts';

const { ALREADY_STARTED, ALREADY_STOPPED, FAILED, INVALID_PARAM, INVALID_STATE, NOT_SUPPORTED, SUCCESS } = errorCodes;

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
  memory: [0n, 256n],
  favourites: [0xffff_0000, 0xffff_8000],
};
const everything: SupervisorExtensions = { H: true, Zicfilp: true, Ssdbltrp: true };

/** Chooses as the built-in firmware does: at each place what the model names first. */
export const asBuiltIn: Choose = (_, [first]) => first!;

/** The model when these harts have the system from reset, the first of them started. */
export const newModel = (contexts: readonly Context[], platform = plainPlatform, has = everything): Model => ({
  platform,
  harts: contexts.map((context, hart) => ({ context, masked: true, stopped: hart !== 0, has, stack: [] })),
  events: Object.fromEntries([
    ...platform.global.map((id) => [keyOf(id, 0), unused(0)]),
    ...contexts.flatMap((_, hart) => platform.local.map((id) => [keyOf(id, hart), unused(hart)])),
  ]),
});

/** An event is signalled: undefined if nobody would handle it. */
function signal(model: Model, key: string): Model | undefined {
  return event(model, key).state >= 2 ? withEvent(model, key, { pending: true }) : undefined;
}

function inject(model: Model, key: string, question: Question, choose: Choose): Answer {
  const injected = signal(model, key);
  if (injected) return { model: injected, error: SUCCESS };
  const dropped = 'SUCCESS, and nothing is pending';
  const kept = 'SUCCESS, and the event is pending';
  const how = choose(question, ['INVALID_STATE', dropped, kept, 'FAILED', 'INVALID_PARAM']);
  if (how === kept) return { model: withEvent(model, key, { pending: true }), error: SUCCESS };
  return { model, error: how === dropped ? SUCCESS : { INVALID_STATE, FAILED, INVALID_PARAM }[how] };
}

function injectCall(model: Model, hart: number, event_id: number, hart_id: bigint, known: bigint, choose: Choose) {
  const errors = [
    ...(!isGlobal(event_id) && hart_id >= model.harts.length ? [INVALID_PARAM] : []),
    ...(known ? [known] : []),
  ];
  if (errors.length > 0) return { model, error: oneOf('inject', errors, choose) };
  if (model.platform.notInjectable.includes(event_id)) {
    const how = choose(questions.notInjectable, ['INVALID_PARAM', 'FAILED', 'NOT_SUPPORTED']);
    return { model, error: { INVALID_PARAM, FAILED, NOT_SUPPORTED }[how] };
  }
  const target = isGlobal(event_id) ? hart : Number(hart_id);
  const { notEnabled, notEnabledElsewhere, stoppedTarget } = questions;
  const elsewhere = hartOf(model, target).stopped ? stoppedTarget : notEnabledElsewhere;
  return inject(model, keyOf(event_id, target), target === hart ? notEnabled : elsewhere, choose);
}

/** Why there is no such event: it has no source, or it is nobody's. */
function absent({ platform }: Model, event_id: number, choose: Choose): bigint {
  if (platform.unsupported.includes(event_id)) return NOT_SUPPORTED;
  const isPlatforms = Math.floor(event_id / 0x4000) % 2 === 1;
  const answers = ['INVALID_PARAM', ...(isPlatforms ? (['NOT_SUPPORTED'] as const) : [])] as const;
  return { INVALID_PARAM, NOT_SUPPORTED }[choose(questions.platformEvent, answers)];
}

/** A call of SSE, up to its answer. */
export function call(model: Model, action: Extract<Action, { kind: 'call' }>, choose: Choose): Answer {
  const { hart, name, args } = action;
  const answer = (error: bigint, changed: Model = model): Answer => ({ model: changed, error });
  const [a0 = 0n, a1 = 0n, a2 = 0n] = args;
  const event_id = Number(a0 % 2n ** 32n);
  const key = keyOf(event_id, hart);
  const known = model.events[key] ? SUCCESS : absent(model, event_id, choose);
  const { state, pending, values } = event(model, key);
  const move = (from: ModelEvent['state'], change: Partial<ModelEvent>, ...errors: readonly bigint[]): Answer => {
    const all = [...errors, ...(known ? [known] : state === from ? [] : [INVALID_STATE])];
    return all.length > 0 ? answer(oneOf(name, all, choose)) : answer(SUCCESS, withEvent(model, key, change));
  };
  const staysPending = (question: keyof typeof questions, stays: 'first' | 'second'): boolean => {
    if (!pending || known || state !== (name === 'disable' ? 2 : 1)) return false;
    const answers = ['it does', 'it does not'] as const;
    return choose(questions[question], stays === 'first' ? answers : answers.toReversed()) === 'it does';
  };
  switch (name) {
    case 'read_attrs':
    case 'write_attrs':
      return attributeCall(model, { ...action, name }, known, choose);
    case 'register':
      return move(0, { state: 1, values: set(set(values, 4, a1), 5, a2) }, ...(a1 % 2n ? [INVALID_PARAM] : []));
    case 'unregister':
      return move(1, { state: 0, pending: staysPending('unregistered', 'second') });
    case 'enable':
      return move(1, { state: 2 });
    case 'disable':
      return move(2, { state: 1, pending: staysPending('disabled', 'first') });
    case 'complete':
      return hartOf(model, hart).stack.length > 0 ? { model: complete(model, hart, choose) } : answer(SUCCESS);
    case 'inject':
      return injectCall(model, hart, event_id, a1, known, choose);
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

/** A call of SSE, with what it leaves in the registers of the caller but for its answer, before any event is delivered. */
export function called(model: Model, action: Extract<Action, { kind: 'call' }>, choose: Choose): Answer {
  const { hart, args } = action;
  const { context } = hartOf(model, hart);
  const registers = { a6: args[6] ?? 0n, a7: args[7] ?? 0n };
  const answer = call(withHart(model, hart, { context: { ...context, ...registers } }), action, choose);
  if (answer.error === undefined) return answer;
  const { context: answered } = hartOf(answer.model, hart);
  const pc = BigInt.asUintN(64, answered.pc + 4n);
  return { ...answer, model: withHart(answer.model, hart, { context: { ...answered, pc } }) };
}

/** A hart stops: its own events are new again; the global ones that it handled pass to the first started hart. */
export function stop(model: Model, hart: number, choose: Choose): Model {
  const { masked } = hartOf(model, hart);
  const heir = model.harts.findIndex(({ stopped }, other) => other !== hart && !stopped);
  const to = heir < 0 ? hart : heir;
  const passed = model.platform.global
    .map((id) => keyOf(id, hart))
    .filter(
      (key) => event(model, key).values[2] === BigInt(hart) || hartOf(model, hart).stack.some((on) => on.key === key),
    )
    .reduce((old, key) => {
      const { state, values } = event(old, key);
      if (state < 2 && values[2] === BigInt(to)) return old;
      const how = choose(questions.stoppedGlobal, [
        'another hart is preferred, and it is reset if it was RUNNING',
        'UNUSED, and the rest as it was',
        'REGISTERED, and the rest as it was',
        'as it was',
      ]);
      if (how === 'as it was') return old;
      if (how.startsWith('UNUSED')) return withEvent(old, key, { state: state > 1 ? 0 : state });
      if (how.startsWith('REGISTERED')) return withEvent(old, key, { state: state > 1 ? 1 : state });
      return withEvent(old, key, state === 3 ? unused(to) : { values: set(values, 3, BigInt(to)) });
    }, model);
  const own = model.platform.local.map((id) => keyOf(id, hart));
  const events = Object.fromEntries(own.map((key) => [key, event(model, key)]));
  const forgotten = own.reduce((old, key) => withEvent(old, key, unused(hart)), passed);
  return withHart(forgotten, hart, { masked: true, stopped: true, stack: [], left: { masked, events } });
}

/** A hart starts again, or for the first time. */
export function start(model: Model, hart: number, choose: Choose): Model {
  const { left, masked } = hartOf(model, hart);
  const isMasked =
    left && !left.masked ? choose(questions.restarted, ['it has', 'as it had before']) === 'it has' : masked;
  const events = Object.entries(left?.events ?? {}).reduce((old, [key, was]) => {
    const isNew = was.state === 0 && !was.pending && was.values.every((value, n) => value === unused(hart).values[n]);
    if (isNew) return old;
    const how = choose(questions.stopped, [
      'reset',
      'UNUSED if it was ENABLED or RUNNING, and the rest as it was',
      'as it was',
    ]);
    if (how === 'reset') return old;
    const state = was.state < 2 ? was.state : how === 'as it was' ? 2 : 0;
    return withEvent(old, key, { ...was, state });
  }, model);
  const { left: _, ...rest } = { ...hartOf(events, hart), stopped: false, masked: isMasked };
  return { ...events, harts: events.harts.with(hart, rest) };
}

/** What `action` makes of the model, and what can be seen of it. */
export function apply(
  model: Model,
  action: Action,
  choose: Choose = asBuiltIn,
): { readonly model: Model; readonly shown: Shown } {
  const { hart } = action;
  switch (action.kind) {
    case 'call': {
      const { model: answered, error, words = action.words } = called(model, action, choose);
      const { model: left, delivered } = leave(answered, hart);
      const shown = { words, ...(error !== undefined && { error }), ...(delivered !== undefined && { delivered }) };
      return { model: left, shown };
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
      return { model: stop(model, hart, choose), shown: {} };
    case 'start':
      return { model: start(model, hart, choose), shown: {} };
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
