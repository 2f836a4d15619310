import { extensions, type ExtensionName } from '../functions.ts';
import type { Call, Difference, HartSeen, Judgement, Protocol, Seen, Sequence, Step } from '../judging/protocol.ts';
import { acted, anyCallAction, isPlayable, questionsOf, systematic } from './call-action.ts';
import { callModels } from './call-models.ts';
import { hartOf, withHart, type CallWorld } from './call-world.ts';
import type { Wrong } from './expectation.ts';
import { judgeCall, judgeSettled, numbersOf, type Happened, type SeenArrival } from './judge-call.ts';
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
function asked(world: CallWorld, after: Seen, of: (call: Call) => boolean): { world: CallWorld; differences: Wrong[] } {
  const differences: Wrong[] = [];
  let now = world;
  for (const call of questionsOf(world).filter(of)) {
    const { error, value, pages } = after.ask(call);
    const judged = judgeCall(now, call, {
      ...happened(now, undefined, after, after),
      answer: { error, value },
      memory: pages,
    });
    differences.push(...judged.differences);
    now = { ...judged.world, memory: now.memory };
  }
  return { world: now, differences };
}

/** A difference with its rule in two parts, the section and what is there. */
function placed({ rule, subject, expected, got }: Wrong): Difference {
  const [, spec = rule, item = ''] = /^(\w+ "[^"]*"),? ?(.*)$/.exec(rule) ?? [];
  return { spec, item, what: subject, expected, got };
}

function judge(world: CallWorld, step: Step, before: Seen, after: Seen): Judgement<CallWorld> {
  if (step.kind === 'code') return { state: world, choices: [] };
  if (step.kind !== 'call') {
    const { world: state, differences } = judgeSettled(acted(world, step), happened(world, undefined, before, after));
    return { state, choices: [], ...(differences[0] && { difference: placed(differences[0]) }) };
  }
  const { hart, extension } = step;
  const seen = happened(world, step, before, after);
  const called = withHart(world, hart, { calledAt: before.harts[hart]!.context.pc });
  const { world: state, differences, choices } = judgeCall(called, step, seen);
  const isNew = (index: number) => seen.arrivals.some((arrival) => arrival.hart === index);
  const questions = asked(state, after, (call) => call.extension === extension || isNew(call.hart));
  const [difference] = [...differences, ...questions.differences];
  return { state: questions.world, choices, ...(difference && { difference: placed(difference) }) };
}

/** Sequences for one extension on hart 0, and on another that it starts first: each call worth trying, one after another. */
function* sequences(world: CallWorld, only?: readonly ExtensionName[]): Generator<Sequence> {
  const { harts } = world;
  const code = world.platform.executable.at(-1)!;
  const start: Step = {
    kind: 'call',
    hart: 0,
    extension: 'HSM',
    name: 'hart_start',
    args: [1n, code.begin + 0x1000n, 0x5afen],
  };
  for (const { name } of callModels) {
    if (only && !only.includes(name)) continue;
    const isOffered = world.platform.offered.includes(BigInt(extensions[name].eid));
    const steps = systematic(world, name, 0);
    yield { name: isOffered ? name : `${name}, which is not offered`, harts: harts.length, steps };
    if (isOffered && harts.length > 1)
      yield { name: `${name}, with a second hart`, harts: harts.length, steps: [start, ...steps] };
  }
}

/** Calls of the extensions whose answers do not hang on what code between them does, on all harts. */
export const callProtocol = (only?: readonly ExtensionName[]): Protocol<CallWorld> => ({
  name: (only ?? callModels.map(({ name }) => name)).join(', '),
  begin: learnt,
  isPossible: (world, step) => step.kind !== 'code' && isPlayable(world, step),
  judge,
  systematic: (world) => sequences(world, only),
  anyStep: (random, world) => anyCallAction(random, world, only),
});
