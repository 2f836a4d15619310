import { extensions, type ExtensionName } from '../functions.ts';
import { hartOf, withHart, type CallHart, type CallWorld } from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import { errorName } from '../error-codes.ts';
import type { ErrorTable } from './error-table.ts';
import {
  decide,
  expected,
  hexOf,
  isWanted,
  wantedInWords,
  type Answer,
  type Wrong,
  type Expectation,
} from './expectation.ts';
import type { Choice } from '../judging/choices.ts';
import type { ExtensionModel } from './extension-model.ts';
import { callModels } from './call-models.ts';
import { areaBytes } from './shared-area.ts';

/** A hart that has come out of M-mode where it was not to come back to behind a call: what it is like. */
export interface SeenArrival {
  readonly hart: number;
  /** What the call answers behind which it is; absent if it is elsewhere. */
  readonly answer?: Answer | undefined;
  /** Its registers by name: `pc`, `a0`, `a1`, `satp`, `sstatus.SIE`, and `privilege`, 1 for S-mode that is no guest's. */
  readonly registers: Readonly<Record<string, bigint>>;
}

/** All that is to be seen when something has been done to a machine, and it has settled. */
export interface Happened {
  /** What the call answered; absent where it has not come back. */
  readonly answer?: Answer | undefined;
  /** Registers of the caller that are not what they were, besides a0 and a1. */
  readonly changed: readonly string[];
  /** Harts that have left M-mode otherwise than behind the call that was made. */
  readonly arrivals: readonly SeenArrival[];
  /** Whether each hart is in M-mode now: it has stopped, or is suspended. */
  readonly isAway: readonly boolean[];
  /** The memory that calls share with the firmware. */
  readonly memory: Uint8Array;
  readonly time: bigint;
  /** Part of a register of a hart, by its name. */
  readonly read: (hart: number, what: string) => bigint;
}

/** What came of it. */
export interface Judged {
  /** As it is if the firmware is believed. */
  readonly world: CallWorld;
  readonly differences: readonly Wrong[];
  /** What the firmware has chosen, where the specification leaves it the choice. */
  readonly choices: readonly Choice[];
}

const encoding = 'sbi "Binary Encoding"';
const states = 'sbi "Hart State Management Extension", HSM Hart States:';
const unknownCall: ErrorTable = {
  section: encoding,
  text: '"An ECALL with an unsupported SBI extension ID (EID) or an unsupported SBI function ID (FID) must return the error code SBI_ERR_NOT_SUPPORTED"',
  rows: ['NOT_SUPPORTED'],
};
const startSection = 'sbi "Function: Hart start (FID #0)"';
const suspendSection = 'sbi "Function: Hart suspend (FID #3)"';

const modelOf = (name: string): ExtensionModel | undefined => callModels.find((model) => model.name === name);

/** The numbers of a call. A function that the extension has not got is named by its FID, `FID 63`. */
export function numbersOf({ extension, name }: Pick<Call, 'extension' | 'name'>): {
  readonly eid: bigint;
  readonly fid: bigint;
} {
  const { eid, functions } = extensions[extension as ExtensionName];
  const fid = (functions as Readonly<Record<string, number>>)[name] ?? Number(name.replace('FID ', ''));
  return { eid: BigInt(eid), fid: BigInt(fid) };
}

/** "An ECALL with an unsupported SBI extension ID (EID) or an unsupported SBI function ID (FID) must return the error code SBI_ERR_NOT_SUPPORTED". */
function expectationOf(world: CallWorld, call: Call): Expectation<CallWorld> {
  const model = modelOf(call.extension);
  const isThere = world.platform.offered.includes(numbersOf(call).eid);
  return model && isThere && !call.name.startsWith('FID ')
    ? model.expect(world, call)
    : expected<CallWorld>(unknownCall, { NOT_SUPPORTED: true });
}

/** Judges what a call has answered, and what it has left of registers and of the memory that it shares. */
export function judgeAnswer(
  world: CallWorld,
  call: Call,
  { answer, changed, memory }: Pick<Happened, 'answer' | 'changed' | 'memory'>,
): Judged {
  const { hart, extension, name } = call;
  const subject = `${extension}.${name}`;
  const expectation = expectationOf(world, call);
  const { table } = expectation;
  const { world: decided, difference, choice } = decide(world, subject, expectation, answer, memory);
  const isSuccess = !answer || answer.error === 0n;
  const counted = isSuccess ? callModels.reduce((old, { after }) => after?.(old, call) ?? old, decided) : decided;
  const isLost = !answer && !expectation.success.leaves;
  // Who is back behind its call runs.
  const back =
    answer || isLost ? withHart(counted, hart, { state: isLost ? 'LOST' : 'STARTED', arrival: undefined }) : counted;
  const differences: Wrong[] = difference ? [difference] : [];
  if (answer && changed.length > 0)
    differences.push({
      rule: `${encoding}, "All registers except a0 & a1 must be preserved across an SBI call by the callee"`,
      subject: `${changed.join(', ')} after ${subject}`,
      expected: 'as before',
      got: 'another',
    });
  const at = expectation.mayScribble && !isSuccess ? -1 : back.memory.bytes.findIndex((byte, n) => byte !== memory[n]);
  if (at >= 0)
    differences.push({
      rule: `${table.section}, what the call may write`,
      subject: `the memory that is shared, after ${subject} has answered ${answer ? errorName(answer.error) : 'nothing'}`,
      expected: `${hexOf(BigInt(back.memory.bytes[at]!))} at ${hexOf(BigInt(at) % areaBytes)}`,
      got: hexOf(BigInt(memory[at]!)),
    });
  return {
    world: { ...back, memory: { ...back.memory, bytes: memory } },
    differences,
    choices: choice === undefined ? [] : [choice],
  };
}

/** Judges what a call has answered and done. */
export function judgeCall(world: CallWorld, call: Call, happened: Happened): Judged {
  const { world: answered, differences, choices } = judgeAnswer(world, call, happened);
  const settled = judgeSettled(answered, happened);
  return { world: settled.world, differences: [...differences, ...settled.differences], choices };
}

/** Judges where harts are, and what is to be seen of them. */
export function judgeSettled(world: CallWorld, seen: Happened): Pick<Judged, 'world' | 'differences'> {
  const differences: Wrong[] = [];
  let now: CallWorld = { ...world, time: seen.time };
  for (const arrival of seen.arrivals) {
    const judged = arrived(now, arrival);
    differences.push(...judged.differences);
    ({ world: now } = judged);
  }
  for (const [hart, isAway] of seen.isAway.entries()) {
    const { state, woken } = hartOf(now, hart);
    const wrong = (rule: string, wanted: string, got: string) => {
      differences.push({ rule, subject: `a hart that is ${state}`, expected: wanted, got });
      now = withHart(now, hart, { state: 'LOST' });
    };
    if (state === 'START_PENDING' && isAway)
      wrong(`${startSection}, HSM Hart Start Errors: SBI_SUCCESS`, 'it starts', 'it stays in M-mode');
    if (state === 'SUSPENDED' && woken && isAway)
      wrong(
        `${suspendSection}, "when it receives an interrupt or platform specific hardware event"`,
        'it goes on',
        'it stays in M-mode',
      );
    if (state === 'STARTED' && isAway) wrong(`${states} STARTED`, 'it runs', 'it is in M-mode');
    if (state === 'STOPPED' && !isAway) wrong(`${states} STOPPED`, 'it is in M-mode', 'it runs');
  }
  if (differences.length > 0) return { world: now, differences };
  for (const [hart, { state }] of now.harts.entries())
    if (state === 'STARTED')
      for (const { what, value, rule } of callModels.flatMap(({ observe }) => observe?.(now, hart) ?? [])) {
        const got = seen.read(hart, what);
        if (!isWanted(value, got))
          differences.push({ rule, subject: what, expected: wantedInWords(value), got: hexOf(got) });
      }
  return { world: now, differences };
}

/** A hart has started, or resumes. */
function arrived(world: CallWorld, { hart, answer, registers }: SeenArrival): Pick<Judged, 'world' | 'differences'> {
  const { state, arrival } = hartOf(world, hart);
  const differences: Wrong[] = [];
  const runs = { state: 'STARTED', arrival: undefined, woken: false } as const;
  if (state === 'STOPPED') {
    differences.push({
      rule: `${states} STOPPED`,
      subject: 'a hart that is STOPPED',
      expected: 'it is in M-mode',
      got: 'it runs',
    });
    return { world: withHart(world, hart, { state: 'LOST' }), differences };
  }
  if (!arrival) {
    if (state === 'SUSPENDED' && answer?.error !== 0n)
      differences.push({
        rule: `${suspendSection}, HSM Hart Suspend Errors: SBI_SUCCESS`,
        subject: 'what HSM.hart_suspend answers, retentive',
        expected: 'SUCCESS, behind the call',
        got: answer ? errorName(answer.error) : `it is at ${hexOf(registers['pc']!)}`,
      });
    return { world: withHart(world, hart, runs), differences };
  }
  const { pc, opaque, rule } = arrival;
  const due: Readonly<Record<string, bigint>> = {
    pc,
    privilege: 1n,
    a0: BigInt(hart),
    a1: opaque,
    satp: 0n,
    'sstatus.SIE': 0n,
  };
  for (const [name, value] of Object.entries(due))
    if (registers[name] !== value)
      differences.push({
        rule:
          name === 'pc' || name === 'privilege'
            ? `${rule.replace(/, [^,]*$/, '')}, "supervisor-mode" at the address that is given`
            : `${rule}: ${name}`,
        subject: `${name} of a hart that ${state === 'SUSPENDED' ? 'resumes' : 'starts'}`,
        expected: name === 'a1' || name === 'pc' ? `what the call said` : hexOf(value),
        got: name === 'a1' || name === 'pc' ? 'another' : hexOf(registers[name] ?? 0n),
      });
  const fresh = callModels.reduce<Partial<CallHart>>((all, model) => {
    const hook = state === 'SUSPENDED' ? model.resumed : model.started;
    return { ...all, ...hook?.(hartOf(world, hart), world.platform) };
  }, {});
  return { world: withHart(world, hart, { ...fresh, ...runs }), differences };
}
