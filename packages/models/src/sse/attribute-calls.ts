import type { Choose } from '../judging/choices.ts';
import { errorCodes, errorName } from '../error-codes.ts';
import { questions, whichError } from './questions.ts';
import { attributesOf, eventOf, hartOf, isGlobal, keyOf, set, withEvent, type Model } from './record.ts';

const { BAD_RANGE, DENIED, INVALID_ADDRESS, INVALID_PARAM, INVALID_STATE, FAILED, SUCCESS } = errorCodes;

/** What a call does, up to its answer: none, if it does not return. */
export interface Answer {
  readonly model: Model;
  readonly error?: bigint;
  readonly words?: readonly bigint[];
}

/** A write of one attribute. */
interface Write {
  readonly hart: number;
  readonly event_id: number;
  readonly attr_id: number;
  readonly value: bigint;
}

/** The rules for writing one attribute that are broken, as errors in the order in which they are tried; none if it may be written. */
function refusals(model: Model, { hart, event_id, attr_id, value }: Write, choose: Choose): readonly bigint[] {
  const { state, values } = eventOf(model, event_id, hart);
  const errors = (...all: readonly (bigint | false)[]) => all.filter((error) => error !== false);
  const notIdle = state >= 2 && INVALID_STATE;
  const notRunning = state < 3 && INVALID_STATE;
  const isHandler = hartOf(model, hart).stack.some(({ key }) => key === keyOf(event_id, hart));
  const ofHandler = (): readonly bigint[] => {
    if (state < 3 || isHandler || values[2] === BigInt(hart)) return errors(notRunning);
    const how = choose(questions.otherHart, ['INVALID_PARAM', 'DENIED', 'INVALID_STATE', 'FAILED']);
    return [{ INVALID_PARAM, DENIED, INVALID_STATE, FAILED }[how]];
  };
  switch (attr_id) {
    case 1: {
      const isWide = value >= 2n ** 32n;
      const isRefused =
        isWide && choose(questions.priorityBits, ['INVALID_PARAM', 'its lower half']) === 'INVALID_PARAM';
      return errors(notIdle, isRefused && INVALID_PARAM);
    }
    case 2:
      return errors(notIdle, value > 1n && INVALID_PARAM);
    case 3: {
      if (!isGlobal(event_id)) return errors(notIdle, DENIED);
      const target = value < model.harts.length ? hartOf(model, Number(value)) : undefined;
      const isRefused =
        !target ||
        (target.stopped && choose(questions.preferredHart, ['INVALID_PARAM', 'it is taken']) === 'INVALID_PARAM');
      return errors(notIdle, isRefused && INVALID_PARAM);
    }
    case 7: {
      const { H, Zicfilp, Ssdbltrp } = hartOf(model, hart).has;
      const there = (H ? 15n : 3n) | (Zicfilp ? 16n : 0n) | (Ssdbltrp ? 32n : 0n);
      const isAbsent =
        value < 64n &&
        (value & ~there) !== 0n &&
        state === 3 &&
        choose(questions.flagsWithoutExtension, ['it is kept', 'INVALID_PARAM']) === 'INVALID_PARAM';
      return errors((value >= 64n || isAbsent) && INVALID_PARAM).concat(ofHandler());
    }
    case 6:
    case 8:
    case 9:
      return ofHandler();
    default:
      return [DENIED];
  }
}

/** One of several errors, in the order of ours. */
export function oneOf(name: Parameters<typeof whichError>[0], errors: readonly bigint[], choose: Choose): bigint {
  const different = [...new Set(errors)];
  const names = different.map(errorName);
  const taken = choose(whichError(name, names), names);
  return different.find((error) => errorName(error) === taken)!;
}

/** read_attrs and write_attrs. @param unknown why there is no such event; 0 if there is */
export function attributeCall(
  model: Model,
  {
    hart,
    name,
    args,
    words,
  }: { hart: number; name: 'read_attrs' | 'write_attrs'; args: readonly bigint[]; words: readonly bigint[] },
  unknown: bigint,
  choose: Choose,
): Answer {
  const [a0 = 0n, a1 = 0n, a2 = 0n, address = 0n, high = 0n] = args;
  const event_id = Number(a0 % 2n ** 32n);
  const [base, count] = [Number(a1 % 2n ** 32n), Number(a2 % 2n ** 32n)];
  const [from, to] = model.platform.memory;
  const isOutside = high !== 0n || address < from || address + BigInt(count) * 8n > to;
  const isBadAddress = address % 8n !== 0n || (count > 0 && isOutside);
  const badAddress = () =>
    ({ INVALID_ADDRESS, FAILED, INVALID_PARAM })[
      choose(questions.address, [
        'INVALID_ADDRESS',
        ...(isOutside ? (['FAILED'] as const) : (['INVALID_PARAM'] as const)),
      ])
    ];
  const errors = [
    ...(count === 0 ? [INVALID_PARAM] : base + count > 10 ? [BAD_RANGE] : []),
    ...(isBadAddress ? [badAddress()] : []),
    ...(unknown ? [unknown] : []),
  ];
  if (errors.length > 0) return { model, error: oneOf(name, errors, choose) };
  const first = Number((address - from) / 8n);
  const hasRoom = address + BigInt(base + count) * 8n <= to;
  const layout =
    base > 0 && hasRoom
      ? choose(questions.layout, ['at word i', 'at word base_attr_id + i, as the text says'])
      : 'at word i';
  const at = layout === 'at word i' ? first : first + base;
  if (name === 'read_attrs') {
    const all = attributesOf(model, event_id, hart);
    return { model, error: SUCCESS, words: words.toSpliced(at, count, ...all.slice(base, base + count)) };
  }
  return written(model, { hart, event_id, base, values: words.slice(at, at + count) }, choose);
}

function written(
  model: Model,
  { hart, event_id, base, values }: { hart: number; event_id: number; base: number; values: readonly bigint[] },
  choose: Choose,
): Answer {
  const key = keyOf(event_id, hart);
  const held = (attr_id: number, value: bigint) => (attr_id === 1 ? value % 2n ** 32n : value);
  const put = (some: readonly bigint[]) =>
    withEvent(model, key, {
      values: some.reduce(
        (old, value, n) => set(old, base + n, held(base + n, value)),
        eventOf(model, event_id, hart).values,
      ),
    });
  for (const [n, value] of values.entries()) {
    const refused = refusals(model, { hart, event_id, attr_id: base + n, value }, choose);
    if (refused.length === 0) continue;
    const error = oneOf('write_attrs', refused, choose);
    const isWritten = n > 0 && choose(questions.partialWrite, ['they stay', 'they are written']) === 'they are written';
    return { model: isWritten ? put(values.slice(0, n)) : model, error };
  }
  return { model: put(values), error: SUCCESS };
}
