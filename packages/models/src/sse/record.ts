import type { Context, SupervisorExtensions } from '../context.ts';

/**
 * SSE, written from the specification alone: one flat record of events, and per hart a stack of the contexts that handlers
 * interrupted. Every function is pure.
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
  /** The memory that calls may use: the address of the first of its words, and the one after the last. */
  readonly memory: readonly [from: bigint, to: bigint];
  /** Events that are to come as often as all others together. */
  readonly favourites: readonly number[];
}

/** A hart as far as SSE goes. */
export interface ModelHart {
  readonly context: Context;
  readonly masked: boolean;
  readonly stopped: boolean;
  /** It is suspended, and resumes there if its registers are not retained. */
  readonly asleep?: { readonly pc?: bigint };
  readonly has: SupervisorExtensions;
  /** What runs: the innermost handler last. */
  readonly stack: readonly { readonly key: string; readonly interrupted: Context }[];
  /** Of a hart that has stopped: what its own events were, and whether it had masked them. */
  readonly left?: { readonly masked: boolean; readonly events: Readonly<Record<string, ModelEvent>> };
}

/** STATUS[1:0] as a number, STATUS[2], and the attributes 1 to 9. */
export interface ModelEvent {
  readonly state: 0 | 1 | 2 | 3;
  readonly pending: boolean;
  readonly values: readonly bigint[];
}

/** Whether it is a global event (sbi "Software Event Identification"). */
export const isGlobal = (event_id: number): boolean => Math.floor(event_id / 0x8000) % 2 === 1;

/** The name under which the record has the event that a hart means by `event_id`. */
export const keyOf = (event_id: number, hart: number): string =>
  isGlobal(event_id) ? `${event_id}` : `${event_id} ${hart}`;

/** The event_id in that name. */
export const idOf = (key: string): number => Number(key.split(' ')[0]);

/** An event with its reset values. */
export const unused = (hart: number): ModelEvent => ({
  state: 0,
  pending: false,
  values: [0n, 0n, BigInt(hart), 0n, 0n, 0n, 0n, 0n, 0n],
});

/** The event of this name in the record. */
export const event = (model: Model, key: string): ModelEvent => model.events[key] ?? unused(0);

/** The model with something else about one event. */
export const withEvent = (model: Model, key: string, change: Partial<ModelEvent>): Model => ({
  ...model,
  events: { ...model.events, [key]: { ...event(model, key), ...change } },
});

/** The model with something else about one hart. */
export const withHart = (model: Model, hart: number, change: Partial<ModelHart>): Model => ({
  ...model,
  harts: model.harts.map((old, index) => (index === hart ? { ...old, ...change } : old)),
});

/** A hart of the model. */
export const hartOf = (model: Model, hart: number): ModelHart => model.harts[hart] as ModelHart;

/** Attributes with another value of one. */
export const set = (values: readonly bigint[], attr_id: number, value: bigint): readonly bigint[] =>
  values.with(attr_id - 1, value);

/** The event that a hart means by `event_id`. */
export const eventOf = (model: Model, event_id: number, hart: number): ModelEvent =>
  event(model, keyOf(event_id, hart));

/** The ten attributes of an event. */
export const attributesOf = (model: Model, event_id: number, hart: number): readonly bigint[] => {
  const { state, pending, values } = eventOf(model, event_id, hart);
  return [BigInt(state + (pending ? 4 : 0) + (model.platform.notInjectable.includes(event_id) ? 0 : 8)), ...values];
};

/** Whether the event of one name goes before that of another on a hart (sbi "Software Event Priority"). */
export function isAhead(model: Model, key: string, other: string): boolean {
  const [p, q] = [event(model, key).values[0] ?? 0n, event(model, other).values[0] ?? 0n];
  return p < q || (p === q && idOf(key) < idOf(other));
}
