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

const isList = (data: unknown): data is ArrayLike<unknown> => Array.isArray(data) || isTypedArray(data);
type TypedArray = Uint8Array | Uint32Array;
const isTypedArray = (data: unknown): data is TypedArray => ArrayBuffer.isView(data) && !(data instanceof DataView);

/** In a pattern: an array of as many of these as one likes; none, if it is of null. */
export class Each {
  readonly element: unknown;

  constructor(element: unknown) {
    this.element = element;
  }
}

/**
 * Where `data` is not made as `pattern` is, as a path such as `clint.msip`; undefined where it is. Numbers are safe
 * integers; arrays have the same length, but that an empty pattern may have been filled with anything, and `Each` with what it
 * says; maps have the same keys, and records at least the pattern's members.
 */
export function misshapen(pattern: unknown, data: unknown, path: string): string | undefined {
  if (typeof pattern === 'number') return Number.isSafeInteger(data) ? undefined : path;
  if (pattern instanceof Each)
    return Array.isArray(data)
      ? firstOf(data.entries(), ([index, value]) => misshapen(pattern.element, value, `${path}.${index}`))
      : path;
  if (typeof pattern !== 'object') return typeof data === typeof pattern ? undefined : path;
  if (typeof data !== 'object' || data === null || !isSameKind(pattern, data)) return path;
  if (isList(pattern) && isList(data)) {
    if (pattern.length === 0) return undefined;
    if (data.length !== pattern.length) return path;
    if (isTypedArray(data)) return undefined;
  }
  const { members } = entriesOf(pattern);
  const given = new Map(entriesOf(data).members);
  return firstOf(members, ([key, value]) => misshapen(value, given.get(key), `${path}.${key}`));
}

const isSameKind = (pattern: unknown, data: object): boolean =>
  Object.prototype.toString.call(pattern) === Object.prototype.toString.call(data);

/** The first answer that is not undefined. */
function firstOf<T, A>(items: Iterable<T>, ask: (item: T) => A | undefined): A | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
