import { hex } from '@hartlab/isa';
import { SSE } from '@hartlab/sbi';
import {
  act,
  anyWorldAction,
  attributesOf,
  contextOf,
  differences,
  eventOf,
  fewest,
  FIRST_COUNTER,
  hartOf,
  isOverflowEnabled,
  isPossible,
  isReady,
  newWorld,
  otherExtensions,
  OVERFLOW_EVENT,
  Random,
  worldHart,
  type World,
  type WorldAction,
} from '@hartlab/models';
import { SupervisedSystem } from './supervised-system.ts';

export interface WorldRun {
  /** Steps taken: all that were asked for, or up to the end of the first sequence in which there is a difference. */
  readonly steps: number;
  /** Each has a seed of its own: the first that of the run, the next one more, and so on. */
  readonly sequences: number;
  /** How often each thing happened. */
  readonly counts: Readonly<Record<string, number>>;
  readonly difference?: WorldDifference;
}

/** Where firmware and model differ, and the fewest steps that lead there from reset. */
export interface WorldDifference {
  /** Of the sequence alone, so that one that is far away is there at once. */
  readonly seed: number;
  readonly harts: number;
  readonly what: string;
  readonly steps: readonly string[];
}

/** Makes the systems to look at; one with a defect, to see that it is found. */
export type Build = (harts: number) => SupervisedSystem;

/** Each sequence starts from reset, with another number of harts. */
const SEQUENCE = 1000;

/**
 * Runs random sequences of calls, signals, interrupts and code on 1 to 4 harts through the built-in firmware and through
 * the model, and compares after each step what anyone could see: contexts, a0, a1, SSIP, HSM states, memory, every
 * attribute of every event, and that a hart which has something to do is told.
 */
export function runWorlds(
  seed: number,
  steps: number,
  build: Build = (harts) => new SupervisedSystem(harts),
): WorldRun {
  const systems = [1, 2, 3, 4].map((harts) => build(harts));
  const counts: Record<string, number> = {};
  let sequences = 0;
  for (let taken = 0, sequence = seed; taken < steps; sequence += 1) {
    const system = systems[sequence % systems.length]!;
    const length = Math.min(SEQUENCE, steps - taken);
    const found = runSequence(system, sequence, length, counts);
    taken += length;
    sequences += 1;
    if (found) return { steps: taken, sequences, counts, difference: { seed: sequence, ...shrunk(system, found) } };
  }
  return { steps, sequences, counts };
}

interface Found {
  readonly actions: readonly WorldAction[];
}

/** The actions up to the first difference, if there is one. */
function runSequence(
  system: SupervisedSystem,
  seed: number,
  length: number,
  counts: Record<string, number>,
): Found | undefined {
  const random = new Random(seed);
  const actions: WorldAction[] = [];
  let world = fresh(system);
  for (let step = 0; step < length; step++) {
    const action = anyWorldAction(random, world);
    actions.push(action);
    const result = act(world, action);
    // What nobody touched is looked at now and then: a hart's own state on every step, all harts' on some.
    const problem = compared(system, action, result, step % 8 === 0 || step === length - 1);
    count(counts, world, action, result.world);
    if (problem !== undefined) return { actions };
    world = result.world;
  }
  return undefined;
}

function fresh(system: SupervisedSystem): World {
  system.reset();
  return newWorld(system.context(0), system.harts.length, system.platform);
}

/** Plays actions that are possible, from reset, and says what differs first. */
function replay(system: SupervisedSystem, actions: readonly WorldAction[]): string | undefined {
  let world = fresh(system);
  for (const action of actions) {
    if (!isPossible(world, action)) continue;
    const result = act(world, action);
    const problem = compared(system, action, result, true);
    if (problem !== undefined) return problem;
    world = result.world;
  }
  return undefined;
}

function shrunk(system: SupervisedSystem, { actions }: Found): Omit<WorldDifference, 'seed'> {
  const differs = (some: readonly WorldAction[]) => replay(system, some) !== undefined;
  let few = actions;
  // What was left out last may have been all that an earlier step was for.
  for (let length = Infinity; few.length < length;) {
    length = few.length;
    few = fewest(few, differs);
  }
  return { harts: system.harts.length, what: replay(system, few) ?? 'nothing', steps: few.map(described) };
}

/** Does to the firmware what `action` says, and compares it with what came of it in the model. */
function compared(
  system: SupervisedSystem,
  action: WorldAction,
  { world, words }: ReturnType<typeof act>,
  everything: boolean,
): string | undefined {
  try {
    perform(system, action, world);
    system.takeInterrupts(action.hart);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (words && words.join() !== system.words(words.length).join()) return 'memory differs';
  const somePending = Object.values(world.sse.events).some(({ pending }) => pending);
  for (const [index] of system.harts.entries()) {
    const isToAct = world.harts[index]?.state === 'START_PENDING' || (somePending && isReady(world, index));
    if (isToAct && !system.msip.has(BigInt(index))) return `hart ${index}: it is not told of what it has to do`;
    if (everything || index === action.hart) {
      const problem = hartProblem(system, world, index);
      if (problem !== undefined) return `hart ${index}: ${problem}`;
    }
  }
  return undefined;
}

function perform(system: SupervisedSystem, action: WorldAction, after: World): void {
  const { hart } = action;
  switch (action.kind) {
    case 'SSE': {
      const { name, args, words } = action.call;
      const [a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n] = args;
      const usesMemory = name === 'read_attrs' || name === 'write_attrs';
      system.setWords(words);
      const registers = [a0, a1, a2, usesMemory ? system.address(a3) : a3, a4];
      return system.ecall(hart, registers, args[6] ?? 0n, args[7] ?? 0n);
    }
    case 'call': {
      const { eid, functions } = otherExtensions[action.extension];
      const id = (functions as Readonly<Record<string, number>>)[action.name]!;
      return system.ecall(hart, action.args, BigInt(id), BigInt(eid));
    }
    case 'signal':
      system.firmware.signal(action.event_id, BigInt(hart));
      return undefined;
    case 'code':
      return system.setContext(hart, contextOf(after, hart));
    case 'interrupt':
      return system.interrupt(hart);
    case 'overflow':
      return system.wrap(hart, FIRST_COUNTER + action.counter);
    case 'clear':
      return system.clearOverflow(hart);
    case 'snapshot':
      return system.throughSnapshot();
  }
}

const differ = (what: string, model: unknown, product: unknown): string | undefined =>
  model === product ? undefined : `${what} is ${show(product)}, by the model ${show(model)}`;
const show = (value: unknown): string => (typeof value === 'bigint' ? hex(value) : String(value));

/** What is wrong with a hart and with its events, in words. */
function hartProblem(system: SupervisedSystem, world: World, index: number): string | undefined {
  const model = world.harts[index]!;
  const hart = system.harts[index]!;
  const state = differ('its state', model.state, system.firmware.save().harts[index]!.hsm.state);
  if (state !== undefined) return state;
  if (model.state === 'STARTED') {
    const expected = contextOf(world, index);
    const got = system.context(index);
    const [field] = differences(expected, got);
    const problem =
      (field && differ(field, expected[field as keyof typeof expected], got[field as keyof typeof got])) ??
      differ('a0', model.a0, hart.x(10)) ??
      differ('a1', model.a1, hart.x(11)) ??
      differ('SSIP', model.SSIP, system.isSoftwareInterrupted(index)) ??
      overflowProblem(system, world, index);
    if (problem !== undefined) return problem;
  }
  const { local, global } = system.platform;
  for (const event_id of index === 0 ? [...local, ...global] : local) {
    const expected = attributesOf(world.sse, event_id, index);
    const got = system.attributes(index, event_id) ?? [];
    const attr_id = expected.findIndex((value, position) => value !== got[position]);
    if (attr_id >= 0) return differ(`attribute ${attr_id} of event ${hex(event_id)}`, expected[attr_id], got[attr_id]);
  }
  return undefined;
}

/** What is wrong with a hart's counters, and with whose their interrupt is. */
function overflowProblem(system: SupervisedSystem, world: World, index: number): string | undefined {
  const { counters, LCOFIP } = world.harts[index]!;
  const isDelegated = eventOf(world.sse, OVERFLOW_EVENT, index).state === 0;
  const model = [LCOFIP, isOverflowEnabled(world, index), isDelegated].map(Number);
  const problem = differ('LCOFIP, LCOFIE and delegation', model.join(), system.overflow(index).join());
  if (problem !== undefined) return problem;
  for (const [n, { started, OF }] of counters.entries()) {
    const got = system.counter(index, FIRST_COUNTER + n);
    const what = `of counter ${FIRST_COUNTER + n}`;
    const wrong = differ(`the start ${what}`, started, got.started) ?? differ(`OF ${what}`, OF, got.OF);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function count(counts: Record<string, number>, before: World, action: WorldAction, after: World): void {
  const { hart } = action;
  const add = (name: string, happened = true) => {
    if (happened) counts[name] = (counts[name] ?? 0) + 1;
  };
  if (action.kind === 'SSE') add(`SSE.${action.call.name}`);
  else add(action.kind === 'call' ? `${action.extension}.${action.name}` : action.kind);
  const pending = (world: World) => eventOf(world.sse, OVERFLOW_EVENT, hart).pending;
  const depth = (world: World) => hartOf(world.sse, hart).stack.length;
  add(
    'system asleep',
    action.kind === 'call' && action.extension === 'SUSP' && worldHart(after, hart).state === 'SUSPENDED',
  );
  add('delivered', depth(after) > depth(before));
  add(
    'overflow interrupt',
    action.kind === 'overflow' && (depth(after) > depth(before) || (pending(after) && !pending(before))),
  );
}

const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? hex(value) : value);

function described(action: WorldAction): string {
  const where = `hart ${action.hart}: `;
  switch (action.kind) {
    case 'SSE': {
      const { name, args, words } = action.call;
      const given = args.slice(0, Object.keys(SSE.functions[name].parameters).length).map(hex).join(', ');
      return `${where}SSE.${name}(${given})${name === 'write_attrs' ? ` of ${words.map(hex).join(' ')}` : ''}`;
    }
    case 'call':
      return `${where}${action.extension}.${action.name}(${action.args.map(hex).join(', ')})`;
    case 'signal':
      return `${where}signal of event ${hex(action.event_id)}`;
    case 'code':
      return `${where}code at ${JSON.stringify(action.context, text)}`;
    default:
      return `${where}${action.kind}`;
  }
}
