import { Each, Either, OneOf } from '@hartlab/sse';

export { Each, Either, OneOf };

/** A key of a record or a map, or the index in a list. */
type Key = string | number | bigint;

/** The parts of an array, a typed array, a record or a map. */
interface Entries {
  /** Whether it is an array, so that the keys say nothing. */
  readonly isList: boolean;
  /** In an order that depends on the keys only. Members that are undefined are left out, but for those of an array. */
  readonly members: readonly (readonly [Key, unknown])[];
}

/**
 * What a compound of plain data is made of.
 *
 * @throws TypeError for anything else: a function, a symbol, null.
 */
export function entriesOf(data: unknown): Entries {
  if (Array.isArray(data)) return { isList: true, members: [...data.entries()] };
  if (isTypedArray(data)) return { isList: true, members: [...data.entries()] };
  if (data instanceof Map) return { isList: false, members: sorted([...(data as Map<Key, unknown>)]) };
  if (typeof data !== 'object' || data === null) throw new TypeError(`${String(data)} is no plain data`);
  return { isList: false, members: sorted(Object.entries(data)) };
}

const sorted = (members: readonly (readonly [Key, unknown])[]) =>
  members.filter(([, value]) => value !== undefined).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

type TypedArray = Uint8Array | Uint32Array;
const isTypedArray = (data: unknown): data is TypedArray => ArrayBuffer.isView(data) && !(data instanceof DataView);

/**
 * Where `data` is not of this form, as a path such as `clint.msip`; undefined where it is. Numbers are whole; arrays have
 * as many elements, and records and maps the same members, but that of a form that may be `undefined` may be absent. Bytes and
 * words are as many, and any number where the form has none.
 */
export function misshapen(form: unknown, data: unknown, path: string): string | undefined {
  if (form instanceof Each)
    return Array.isArray(data)
      ? firstOf(data.entries(), ([index, value]) => misshapen(form.element, value, `${path}.${index}`))
      : path;
  if (form instanceof Either)
    return form.forms.some((each) => misshapen(each, data, path) === undefined) ? undefined : path;
  if (form instanceof OneOf) return form.values.includes(data) ? undefined : path;
  if (typeof form === 'number') return isCount(data) ? undefined : path;
  if (typeof form !== 'object') return typeof data === typeof form ? undefined : path;
  if (typeof data !== 'object' || data === null || !isSameKind(form, data)) return path;
  if (isTypedArray(form)) return form.length === 0 || form.length === (data as TypedArray).length ? undefined : path;
  if (Array.isArray(form) && form.length !== (data as unknown[]).length) return path;
  const expected = new Map(entriesOf(form).members);
  const given = new Map(entriesOf(data).members);
  return firstOf(new Set([...expected.keys(), ...given.keys()]), (key) =>
    misshapen(expected.get(key), given.get(key), `${path}.${key}`),
  );
}

/** Whether it is a whole number, with room for what a run adds to it. */
const isCount = (data: unknown): boolean => Number.isSafeInteger(data) && Math.abs(data as number) <= MOST;
const MOST = 2 ** 52;

const isSameKind = (form: unknown, data: object): boolean =>
  Object.prototype.toString.call(form) === Object.prototype.toString.call(data);

/** The first answer that is not undefined. */
function firstOf<T, A>(items: Iterable<T>, ask: (item: T) => A | undefined): A | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
