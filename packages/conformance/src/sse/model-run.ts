import { hex } from '@hartlab/isa';
import { policies } from '@hartlab/sse';
import {
  anyAction,
  apply,
  attributesOf,
  differences,
  leave,
  newModel,
  Random,
  type Action,
  type Model,
  type Shown,
} from '@hartlab/models';
import { PlainSystem } from './system.ts';

export interface ModelRun {
  readonly seed: number;
  /** Steps taken: all that were asked for, or up to the first difference. */
  readonly steps: number;
  /** Events delivered in them, so that one can see that something happened. */
  readonly delivered: number;
  /** The first step in which product and model differ. */
  readonly difference?: string;
}

/** Each sequence starts from reset with another number of harts. */
const SEQUENCE = 1000;

/**
 * Runs random actions on 1 to 4 harts through the product and through the model, and compares after each step: error
 * code, delivered event, memory written, the context of every hart and every attribute of every event, state and
 * pending among them; and that a hart which has an event to take was woken.
 *
 * @param build what to run in the product's place, to see that a defect is found
 */
export function runAgainstModel(
  seed: number,
  steps: number,
  build: (harts: number) => PlainSystem = (harts) => new PlainSystem(policies.private, harts),
): ModelRun {
  const random = new Random(seed);
  let delivered = 0;
  for (let taken = 0; taken < steps;) {
    const harts = 1 + random.below(4);
    const system = build(harts);
    let model = newModel(system.harts.map(({ context }) => context));
    startFirst(system);
    for (let i = 0; i < SEQUENCE && taken < steps; i += 1, taken += 1) {
      const action = anyAction(random, model);
      const expected = apply(model, action);
      const got = perform(system, action);
      // What nobody touched is looked at now and then: a hart's own part on every step, all harts' on some.
      const seen = i % 8 === 7 || action.kind === 'reset' ? undefined : action.hart;
      const difference = compare(system, expected.model, expected.shown, got, seen);
      if (difference !== undefined) {
        return { seed, steps: taken, delivered, difference: `step ${taken}, ${describe(action)}: ${difference}` };
      }
      if (expected.shown.delivered !== undefined) delivered += 1;
      model = expected.model;
    }
  }
  return { seed, steps, delivered };
}

const startFirst = ({ harts, stopped }: PlainSystem): void => {
  for (const { hartid } of harts) if (hartid !== 0n) stopped.add(hartid);
  stopped.delete(0n);
};

/** Does to the product what `action` says. */
function perform(system: PlainSystem, action: Action): Shown {
  const hart = system.hart(action.hart);
  const { hartid } = hart;
  const leaving = (shown: Shown): Shown => {
    const delivered = system.leave(hart);
    return delivered === undefined ? shown : { ...shown, delivered };
  };
  switch (action.kind) {
    case 'call': {
      const { words } = action;
      system.memory.setWords(words);
      const error = system.enter(hart, action.name, ...action.args);
      const signed = error === undefined ? {} : { error: BigInt.asIntN(64, error) };
      return leaving({ ...signed, words: system.memory.words(words.length) });
    }
    case 'signal':
      system.sse.signal(action.event_id, hartid);
      return {};
    case 'code':
      hart.context = action.context;
      return {};
    case 'trap':
      return leaving({});
    case 'stop':
      system.stopped.add(hartid);
      system.sse.hart_stop(hartid);
      return {};
    case 'start':
      system.stopped.delete(hartid);
      return {};
    case 'reset':
      system.sse.reset();
      startFirst(system);
      return {};
  }
}

/** The first difference in words, of one hart or, where none is named, of all. */
function compare(
  system: PlainSystem,
  model: Model,
  expected: Shown,
  got: Shown,
  seen: number | undefined,
): string | undefined {
  const differ = (what: string, left: unknown, right: unknown) =>
    left === right ? undefined : `${what} is ${String(right)}, by the model ${String(left)}`;
  const shown =
    differ('the error', expected.error, got.error) ??
    differ('the delivered event', expected.delivered, got.delivered) ??
    differ('memory', expected.words?.join(), got.words?.join());
  if (shown !== undefined) return shown;
  const somePending = Object.values(model.events).some(({ pending }) => pending);
  for (const [index, hart] of system.harts.entries()) {
    const ready = somePending && leave(model, index).delivered !== undefined;
    if (ready && !system.woken.has(hart.hartid)) return `hart ${index} sleeps on`;
    if (seen !== undefined && index !== seen) continue;
    const { context } = model.harts[index] ?? hart;
    const fields = differences(context, hart.context);
    if (fields.length > 0) return `hart ${index} differs in ${fields.join(', ')}`;
    const { local, global } = model.platform;
    for (const event_id of index === 0 ? [...local, ...global] : local) {
      const attributes = attributesOf(model, event_id, index);
      const read = system.attributes(hart, event_id);
      const attr_id = attributes.findIndex((value, position) => value !== read[position]);
      const what = `attribute ${attr_id} of event ${hex(event_id)} on hart ${index}`;
      if (attr_id >= 0) return differ(what, attributes[attr_id], read[attr_id]);
    }
  }
  return undefined;
}

const describe = (action: Action): string =>
  JSON.stringify(action, (_, value: unknown) => (typeof value === 'bigint' ? hex(value) : value));
