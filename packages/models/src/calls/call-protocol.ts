import type { ExtensionName } from '../functions.ts';
import type { Call, Difference, HartSeen, Judgement, Protocol, Seen, Sequence, Step } from '../judging/protocol.ts';
import { acted, anyCallAction, isPlayable, questionsOf, systematic } from './call-action.ts';
import { callModels } from './call-models.ts';
import { hartOf, withHart, type CallWorld } from './call-world.ts';
import type { Wrong } from './expectation.ts';
import { judgeAnswer, judgeCall, judgeSettled, numbersOf, type Happened, type SeenArrival } from './judge-call.ts';
import { dbtrScenarios } from './dbtr-scenarios.ts';
import { fwftScenarios } from './fwft-scenarios.ts';
import { hartScenarios } from './hart-scenarios.ts';
import { mpxyScenarios } from './mpxy-scenarios.ts';
import { pmuScenarios } from './pmu-scenarios.ts';
import { hartSteps, isOffered } from './scenario.ts';
import { learnt } from './learnt.ts';

const [a2, a5] = [12, 15] as const;
/** The general registers that are seen as `others`, by their numbers. */
const others = Array.from({ length: 31 }, (_, n) => n + 1).filter((n) => ![10, 11, 16, 17].includes(n));

/** Whether a hart is behind a call that it made at this address. */
const isBehind = ({ runs, context: { pc, privilege, virtualization } }: HartSeen, calledAt: bigint): boolean =>
  runs && pc === BigInt.asUintN(64, calledAt + 4n) && privilege === 1 && virtualization === 0;

const answerOf = ({ a0, a1 }: HartSeen) => ({ error: BigInt.asIntN(64, a0), value: a1 });

/** Registers besides a0 and a1 that a call has not left as they were. */
function changedBy(call: Call, before: HartSeen, after: HartSeen): readonly string[] {
  const given = (n: number): bigint | undefined => (n >= a2 && n <= a5 ? (call.args[n - 10] ?? 0n) : undefined);
  const { eid, fid } = numbersOf(call);
  return [
    ...others.flatMap((n, i) => (after.others[i] === (given(n) ?? before.others[i]) ? [] : [`x${n}`])),
    ...(after.context.a6 === BigInt.asUintN(64, fid) ? [] : ['a6']),
    ...(after.context.a7 === BigInt.asUintN(64, eid) ? [] : ['a7']),
  ];
}

/** What has happened between two looks, of which the second is `after`. */
function happened(world: CallWorld, call: Call | undefined, before: Seen, after: Seen): Happened {
  const at = call && before.harts[call.hart]!.context.pc;
  const caller = call && after.harts[call.hart]!;
  const isBack = caller !== undefined && isBehind(caller, at!);
  const arrivals = after.harts.flatMap((hart, index): SeenArrival[] => {
    const isCaller = index === call?.hart;
    if (!hart.runs || (isCaller ? isBack : before.harts[index]!.runs)) return [];
    const { calledAt } = hartOf(world, index);
    const { context } = hart;
    const registers = {
      pc: context.pc,
      privilege: BigInt(context.virtualization === 1 ? 0 : context.privilege),
      a0: hart.a0,
      a1: hart.a1,
      satp: after.read(index, 'satp'),
      'sstatus.SIE': BigInt(context.SIE),
    };
    return [
      {
        hart: index,
        registers,
        answer: calledAt !== undefined && isBehind(hart, calledAt) ? answerOf(hart) : undefined,
      },
    ];
  });
  return {
    answer: isBack ? answerOf(caller) : undefined,
    changed: call && isBack ? changedBy(call, before.harts[call.hart]!, caller) : [],
    arrivals,
    isAway: after.harts.map(({ runs }) => !runs),
    memory: after.pages,
    time: after.time,
    read: after.read,
  };
}

/** Makes the calls aside that change nothing, and judges what they answer. */
function asked(world: CallWorld, after: Seen, questions: readonly Call[]): { world: CallWorld; differences: Wrong[] } {
  const differences: Wrong[] = [];
  let now = world;
  for (const call of questions) {
    const { error, value, pages } = after.ask(call);
    const judged = judgeAnswer(now, call, { answer: { error, value }, changed: [], memory: pages });
    differences.push(...judged.differences);
    now = { ...judged.world, memory: now.memory };
  }
  return { world: now, differences };
}

/** A difference with its rule in two parts, the section and what is there. */
function placed({ rule, subject, expected, got }: Wrong): Difference {
  const [, spec = rule, item = ''] = /^(\w+ "[^"]*")(?:, (.*))?$/.exec(rule) ?? [];
  return { spec, item, what: subject, expected, got };
}

function judge(world: CallWorld, step: Step, before: Seen, after: Seen): Judgement<CallWorld> {
  if (step.kind === 'code') return { state: world, choices: [] };
  const call = step.kind === 'call' ? step : undefined;
  const seen = happened(world, call, before, after);
  const {
    world: done,
    differences,
    choices,
  } = call
    ? judgeCall(withHart(world, call.hart, { calledAt: before.harts[call.hart]!.context.pc }), call, seen)
    : { ...judgeSettled(acted(world, step), seen), choices: [] };
  const arrived = seen.arrivals.map(({ hart }) => hart);
  const questions = asked(done, after, questionsOf(done, arrived, call));
  const [difference] = [...differences, ...questions.differences];
  // A hart of which it is not known where it is makes all that follows a guess.
  const goesOn = questions.world.harts.every(({ state }) => state !== 'LOST');
  return { state: questions.world, choices, goesOn, ...(difference && { difference: placed(difference) }) };
}

/** Each call worth trying, one after another, on hart 0 and on another that it starts first; and scenarios. */
function* sequences(world: CallWorld, only?: readonly ExtensionName[]): Generator<Sequence> {
  const harts = world.harts.length;
  const { start } = hartSteps(world);
  for (const { name } of callModels) {
    if (only && !only.includes(name)) continue;
    if (!isOffered(world, name))
      yield { name: `${name}, which is not offered`, harts, steps: systematic(world, name, 0) };
    else {
      yield { name, harts, steps: systematic(world, name, 0) };
      if (harts > 1)
        yield { name: `${name}, on another hart`, harts, steps: [start(1), ...systematic(world, name, 1)] };
    }
  }
  const scenarios = [hartScenarios, pmuScenarios, fwftScenarios, dbtrScenarios, mpxyScenarios];
  for (const { extension, name, steps } of scenarios.flatMap((of) => of(world)))
    if (only?.includes(extension) ?? true) yield { name: `${extension}: ${name}`, harts, steps };
}

/** Calls of the extensions whose answers do not hang on what code between them does, on all harts. */
export const callProtocol = (only?: readonly ExtensionName[]): Protocol<CallWorld> => ({
  name: (only ?? callModels.map(({ name }) => name)).join(', '),
  begin: learnt,
  isPossible: (world, step) => step.kind !== 'code' && step.kind !== 'overflow' && isPlayable(world, step),
  judge,
  systematic: (world) => sequences(world, only),
  anyStep: (random, world) => anyCallAction(random, world, only),
});
