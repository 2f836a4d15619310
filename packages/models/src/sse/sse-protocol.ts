import { legal } from '../context.ts';
import { extensions } from '../functions.ts';
import { anyWay, type Choose } from '../judging/choices.ts';
import type { Call, Difference, Ground, Judgement, Protocol, Seen, Step } from '../judging/protocol.ts';
import { errorPlace, functionOf } from './citations.ts';
import { leaveEverywhere } from './delivery.ts';
import { differenceOf } from './differences.ts';
import { errorCodes, errorName } from '../error-codes.ts';
import { errorTables } from './errors.ts';
import { isReservedStatus, mismatches, Sight, type Expected, type Mismatch } from './mismatches.ts';
import { called, newModel, start, stop } from './model.ts';
import { anySseStep } from './random-steps.ts';
import { event, hartOf, isGlobal, keyOf, set, withEvent, withHart, type Model } from './record.ts';
import { canCall, overflowEvent, standardEvents, type SseState, type SseStep } from './sse-state.ts';
import { systematicSequences } from './systematic.ts';

const { NOT_SUPPORTED, SUCCESS } = errorCodes;

/** Whether it is but an answer that is wrong, and not what the firmware holds: an error, or bits of STATUS that are reserved. */
const isOfAnswer = (wrong: Mismatch): boolean => wrong.kind === 'error' || isReservedStatus(wrong);

/** What an answer costs that is not the expected one, and anything else. */
const OF_ERROR = 1;
const OF_STATE = 100;

const readAll = (event_id: number, { shared }: Ground): Call => ({
  hart: 0,
  extension: 'SSE',
  name: 'read_attrs',
  args: [BigInt(event_id), 0n, 10n, shared, 0n],
});

/** Asks which events are there, and takes the attributes whose reset values the implementation chooses as they are. */
function begin(ground: Ground, seen: Seen): SseState {
  const answers = standardEvents.map((id) => ({ id, ...seen.ask(readAll(id, ground)) }));
  const there = answers.filter(({ error }) => error === SUCCESS);
  const { shared, words, has } = ground;
  const platform = {
    local: there.map(({ id }) => id).filter((id) => !isGlobal(id)),
    global: there.map(({ id }) => id).filter(isGlobal),
    // Whatever it has answered: the events that the specification has names for are valid (sbi "Software Event Identification").
    unsupported: answers.filter(({ error }) => error !== SUCCESS).map(({ id }) => id),
    notInjectable: there.filter((answer) => (answer.words[0]! & 8n) === 0n).map(({ id }) => id),
    memory: [shared, shared + 8n * BigInt(words)] as const,
    favourites: [0xffff_0000, 0xffff_8000],
  };
  const model = newModel(
    seen.harts.map(({ context }) => context),
    platform,
    has,
  );
  const preferred = (old: Model, { id, words: read }: (typeof answers)[number]): Model =>
    withEvent(old, keyOf(id, 0), { values: set(event(old, keyOf(id, 0)).values, 3, read[3]!) });
  return { ground, model: there.filter(({ id }) => isGlobal(id)).reduce(preferred, model) };
}

function isPossible(state: SseState, step: Step): step is SseStep {
  const { model, ground } = state;
  if (step.kind === 'write' || step.kind === 'clear' || step.hart >= ground.harts) return false;
  const { stopped: isStopped, asleep } = hartOf(model, step.hart);
  if (step.kind === 'wake') return asleep !== undefined;
  if (isStopped || asleep) return false;
  if (step.kind === 'overflow') return event(model, keyOf(overflowEvent, step.hart)).state === 2;
  if (step.kind === 'code') return true;
  if (!canCall(state, step.hart)) return false;
  const others = model.harts.filter(({ stopped }, hart) => hart !== step.hart && !stopped);
  if (step.name === 'hart_stop') return others.length > 0;
  if (step.name !== 'hart_start') return true;
  const target = Number(step.args[0]);
  return target < ground.harts && hartOf(model, target).stopped;
}

/** A suspend ends. A hart whose registers are not retained holds what it likes then (sbi "Function: Hart suspend (FID #3)"). */
function awake(model: Model, hart: number, after: Seen): Model {
  const { asleep, ...rest } = hartOf(model, hart);
  const resumed = { ...after.harts[hart]!.context, pc: asleep?.pc ?? 0n, privilege: 1, virtualization: 0, SIE: 0 };
  const context = asleep?.pc === undefined ? rest.context : resumed;
  return { ...model, harts: model.harts.with(hart, { ...rest, context }) };
}

/** What comes of a step in the model. @param after what is seen then: a hart that has started holds what it likes */
function expected({ model, ground }: SseState, step: SseStep, before: Seen, after: Seen, choose: Choose): Expected {
  const { hart } = step;
  const { context } = hartOf(model, hart);
  if (step.kind === 'code') {
    const changed = withHart(model, hart, { context: legal({ ...context, ...step.change }, ground.has) });
    return { model: leaveEverywhere(changed, choose), words: before.words };
  }
  if (step.kind === 'wake') return { model: leaveEverywhere(awake(model, hart, after), choose), words: before.words };
  if (step.kind === 'overflow') {
    const signalled = withEvent(model, keyOf(overflowEvent, hart), { pending: true });
    return { model: leaveEverywhere(signalled, choose), words: before.words };
  }
  const name = functionOf(step);
  const { eid, functions } = extensions[step.extension];
  // A function that is not there has its number as its name.
  const fid = (functions as Readonly<Record<string, number>>)[step.name] ?? Number(step.name.replace('FID ', ''));
  const args = [...Array.from({ length: 6 }, (_, n) => step.args[n] ?? 0n), BigInt(fid), BigInt(eid)];
  if (name) {
    const words = before.words.map((word, n) => step.words?.[n] ?? word);
    const answer = called(model, { kind: 'call', hart, name, args, words }, choose);
    const { error } = answer;
    const left = leaveEverywhere(answer.model, choose);
    return { model: left, ...(error !== undefined && { error }), words: answer.words ?? words };
  }
  if (step.name === 'hart_stop')
    return { model: leaveEverywhere(stop(model, hart, choose), choose), words: before.words };
  const next = { ...context, a6: BigInt(fid), a7: BigInt(eid), pc: context.pc + 4n };
  const returned = withHart(model, hart, { context: next });
  if (step.name === 'hart_suspend') {
    const [type, pc = 0n] = step.args;
    return { model: withHart(returned, hart, { asleep: type === 0n ? {} : { pc } }), words: before.words };
  }
  if (step.extension === 'SSE')
    return { model: leaveEverywhere(returned, choose), error: NOT_SUPPORTED, words: before.words };
  const target = Number(step.args[0]);
  const begun = step.name === 'hart_start' ? start(returned, target, choose) : returned;
  const own = step.name === 'hart_start' ? withHart(begun, target, { context: after.harts[target]!.context }) : begun;
  return { model: leaveEverywhere(own, choose), error: SUCCESS, words: before.words };
}

/** An error that the function's table has no row for, though everything else is as it may be. */
function errorWithoutRow(step: SseStep, error: bigint): Difference | undefined {
  const name = functionOf(step);
  if (!name || error === SUCCESS || name === 'complete' || errorTables[name].rows.includes(error)) return undefined;
  return {
    ...errorPlace(name, SUCCESS, error),
    what: `what ${name} answers`,
    expected: [SUCCESS, ...errorTables[name].rows].map(errorName).join(', '),
    got: errorName(error),
  };
}

function judge(state: SseState, step: Step, before: Seen, after: Seen): Judgement<SseState> {
  if (step.kind === 'write' || step.kind === 'clear') return { state, choices: [] };
  const sight = new Sight(state.ground, before, after);
  const { outcome, choices } = anyWay(
    (choose) => {
      const wanted = expected(state, step, before, after, choose);
      return { wanted, wrong: [...mismatches(state.model, wanted, step, sight)] };
    },
    ({ wrong }) => wrong.reduce((sum, each) => sum + (isOfAnswer(each) ? OF_ERROR : OF_STATE), 0),
  );
  const { wanted, wrong } = outcome;
  const next = { ...state, model: wanted.model };
  const [first] = wrong;
  const withoutRow = first ? undefined : errorWithoutRow(step, wanted.error ?? SUCCESS);
  const difference = first ? differenceOf(first, step, state.model, wanted) : withoutRow;
  return {
    state: next,
    choices: first ? [] : choices,
    goesOn: wrong.every(isOfAnswer),
    ...(difference && { difference }),
  };
}

/** Supervisor Software Events, and harts that stop and start meanwhile. */
export const sseProtocol: Protocol<SseState> = {
  name: 'SSE',
  begin,
  isPossible,
  judge,
  systematic: systematicSequences,
  anyStep: anySseStep,
};
