import type { Context } from '../context.ts';
import type { Answer, Call, Ground, HartSeen, Seen } from '../judging/protocol.ts';
import { attributesOf, hartOf, idOf, isGlobal, type Model } from './record.ts';
import type { SseStep } from './sse-state.ts';

/** Something that is not as in the model. */
export type Mismatch = { readonly hart: number; readonly expected: bigint; readonly got: bigint } & (
  | { readonly kind: 'runs' | 'error' | 'masked' | 'kept register' }
  /** The word of memory. */
  | { readonly kind: 'memory'; readonly word: number }
  /** The event_id of the event whose handler was entered, -1 for none. */
  | { readonly kind: 'delivery' }
  | { readonly kind: 'field'; readonly field: keyof Context }
  | { readonly kind: 'attribute'; readonly event_id: number; readonly attr_id: number }
);

/** Whether it is bits of STATUS that are reserved, and nothing else. */
export const isReservedStatus = (wrong: Mismatch): boolean =>
  wrong.kind === 'attribute' && wrong.attr_id === 0 && BigInt.asUintN(4, wrong.got) === wrong.expected;

/** What the model expects after a step. */
export interface Expected {
  readonly model: Model;
  /** What the call answers; absent if it does not return. */
  readonly error?: bigint;
  readonly words: readonly bigint[];
}

/** What is seen after a step, each attribute asked for once. */
export class Sight {
  readonly before: Seen;
  readonly after: Seen;
  readonly #ground: Ground;
  readonly #attributes = new Map<string, readonly bigint[]>();
  readonly #masked = new Map<number, boolean>();

  constructor(ground: Ground, before: Seen, after: Seen) {
    this.#ground = ground;
    this.before = before;
    this.after = after;
  }

  /** All attributes of an event as a hart that runs reads them; none where they cannot be read. */
  attributes(event_id: number, hart: number): readonly bigint[] {
    const key = `${event_id} ${hart}`;
    const known = this.#attributes.get(key);
    if (known) return known;
    const { shared } = this.#ground;
    const { error, words } = this.#ask({ hart, name: 'read_attrs', args: [BigInt(event_id), 0n, 10n, shared, 0n] });
    const read = error === 0n ? words.slice(0, 10) : [];
    this.#attributes.set(key, read);
    return read;
  }

  /** Whether a hart has events masked: it could not mask them then. */
  isMasked(hart: number): boolean {
    const known = this.#masked.get(hart) ?? this.#ask({ hart, name: 'hart_mask', args: [] }).error !== 0n;
    this.#masked.set(hart, known);
    return known;
  }

  #ask(call: Omit<Call, 'extension'>): Answer {
    return this.after.ask({ ...call, extension: 'SSE' });
  }
}

/** The general registers that are seen as others, by their numbers. */
const otherRegisters = Array.from({ length: 31 }, (_, n) => n + 1).filter((n) => ![10, 11, 16, 17].includes(n));

const contextFields = (context: Context) => Object.keys(context) as (keyof Context)[];

/** The event whose handler a hart has just entered, by its entry point; -1 for none. */
function enteredOn(model: Model, hart: number, before: HartSeen | undefined, after: HartSeen): number {
  const { pc } = after.context;
  if (before?.context.pc === pc) return -1;
  const isItsEntry = (key: string) =>
    model.events[key]!.values[3] === pc && pc !== 0n && (isGlobal(idOf(key)) || key.endsWith(` ${hart}`));
  const [key] = Object.keys(model.events).filter(isItsEntry);
  return key === undefined ? -1 : idOf(key);
}

/** The event whose handler is entered between two states of the model, on one hart; -1 for none. */
function enteredInModel(was: Model, is: Model, hart: number): number {
  const top = hartOf(is, hart).stack.at(-1);
  return top && !hartOf(was, hart).stack.includes(top) ? idOf(top.key) : -1;
}

const asNumber = (flag: boolean): bigint => (flag ? 1n : 0n);

function* ofHart(was: Model, { model }: Expected, hart: number, { before, after }: Sight, step: SseStep) {
  const resumes = step.kind === 'wake' && hartOf(was, hart).asleep?.pc !== undefined;
  const started = resumes || (step.kind === 'call' && step.name === 'hart_start' && Number(step.args[0]) === hart);
  const isCaller = step.kind === 'call' && step.hart === hart;
  const given = new Map([2, 3, 4, 5].map((n) => [n + 10, (step.kind === 'call' && step.args[n]) || 0n]));
  const { stopped: isStopped, asleep, context } = hartOf(model, hart);
  const stopped = isStopped || asleep !== undefined;
  const [old, now] = [before.harts[hart]!, after.harts[hart]!];
  if (now.runs === stopped)
    yield { kind: 'runs', hart, expected: asNumber(!stopped), got: asNumber(now.runs) } as const;
  if (stopped || !now.runs) return;
  const [expected, got] = [enteredInModel(was, model, hart), enteredOn(model, hart, started ? undefined : old, now)];
  // A handler that was interrupted at its first instruction is not entered when it is resumed there.
  if (expected !== got && now.context.pc !== context.pc)
    yield { kind: 'delivery', hart, expected: BigInt(expected), got: BigInt(got) } as const;
  for (const field of contextFields(context))
    if (context[field] !== now.context[field])
      yield { kind: 'field', hart, field, expected: BigInt(context[field]), got: BigInt(now.context[field]) } as const;
  // What a hart that sleeps in M-mode holds is the firmware's.
  if (started || step.kind === 'wake') return;
  const kept = old.others.map((value, n) => (isCaller ? (given.get(otherRegisters[n]!) ?? value) : value));
  const changed = kept.findIndex((value, n) => value !== now.others[n]);
  if (changed >= 0) yield { kind: 'kept register', hart, expected: kept[changed]!, got: now.others[changed]! } as const;
}

/** Whose attributes are looked at after a step: all of the hart that made it, and those of the event that it names everywhere. */
function* lookedAt({ platform, harts }: Model, step: SseStep): Generator<readonly [event_id: number, hart: number]> {
  const running = harts.flatMap(({ stopped, asleep }, hart) => (stopped || asleep ? [] : [hart]));
  const named = step.kind === 'call' && step.extension === 'SSE' ? Number((step.args[0] ?? 0n) % 2n ** 32n) : -1;
  const target = step.kind === 'call' && step.name === 'hart_start' ? Number(step.args[0] ?? 0n) : step.hart;
  for (const hart of running)
    for (const event_id of platform.local)
      if (hart === step.hart || hart === target || event_id === named) yield [event_id, hart];
  const reader = running.includes(step.hart) ? step.hart : running[0];
  if (reader !== undefined) for (const event_id of platform.global) yield [event_id, reader];
}

function* ofAttributes({ model }: Expected, step: SseStep, sight: Sight) {
  for (const [event_id, hart] of lookedAt(model, step)) {
    const read = sight.attributes(event_id, hart);
    for (const [attr_id, expected] of attributesOf(model, event_id, hart).entries()) {
      const got = read[attr_id] ?? -1n;
      if (got !== expected) yield { kind: 'attribute', hart, event_id, attr_id, expected, got } as const;
    }
  }
}

/** Everything that is not as the model has it after a step, the most telling first. */
export function* mismatches(was: Model, expected: Expected, step: SseStep, sight: Sight): Generator<Mismatch> {
  const { after } = sight;
  const { hart } = step;
  const own = after.harts[hart]!;
  const a0 = BigInt.asIntN(64, own.a0);
  const isStart = step.kind === 'call' && step.name === 'hart_start';
  const wanted = step.kind === 'call' ? (expected.error ?? BigInt.asIntN(64, step.args[0] ?? 0n)) : a0;
  if (own.runs && a0 !== wanted) yield { kind: 'error', hart, expected: wanted, got: a0 };
  for (const index of expected.model.harts.keys()) yield* ofHart(was, expected, index, sight, step);
  for (const [word, value] of expected.words.entries())
    if (after.words[word] !== value)
      yield { kind: 'memory', hart, word, expected: value, got: after.words[word] ?? 0n };
  yield* ofAttributes(expected, step, sight);
  const masking = step.kind === 'call' && ['hart_mask', 'hart_unmask'].includes(step.name) ? hart : undefined;
  const looked = isStart ? Number(step.args[0]) : masking;
  if (looked === undefined || !after.harts[looked]?.runs) return;
  const { masked } = hartOf(expected.model, looked);
  const got = sight.isMasked(looked);
  if (masked !== got) yield { kind: 'masked', hart: looked, expected: asNumber(masked), got: asNumber(got) };
}
