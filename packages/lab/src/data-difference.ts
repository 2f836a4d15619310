/** What stands in a place of plain data: `none` where there is nothing, or not a number. */
export interface DataDifference {
  /** `contexts[1].enabled[0]` */
  readonly place: string;
  readonly expected: bigint;
  readonly got: bigint;
}

/** What differs between two pieces of plain data, number by number. Parts that are the same objects are not looked at. */
export function dataDifferences(expected: unknown, got: unknown, place = ''): DataDifference[] {
  if (Object.is(expected, got)) return [];
  const [one, other] = [partsOf(expected), partsOf(got)];
  if (!one && !other) {
    const difference = { place, expected: numberOf(expected), got: numberOf(got) };
    return difference.expected === difference.got ? [] : [difference];
  }
  const names = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])]);
  return [...names].flatMap((name) =>
    dataDifferences(one?.get(name), other?.get(name), /^\d+$/.test(name) ? `${place}[${name}]` : `${place}.${name}`),
  );
}

/** What is at a place of plain data, or undefined. */
export function dataAt(data: unknown, place: string): bigint {
  let at = data;
  for (const [, name = ''] of place.matchAll(/[.[]([\w-]+)\]?/g)) at = partsOf(at)?.get(name);
  return numberOf(at);
}

const partsOf = (data: unknown): ReadonlyMap<string, unknown> | undefined =>
  typeof data === 'object' && data !== null ? new Map(Object.entries(data)) : undefined;

const nothing = 2n ** 64n - 1n;

const numberOf = (data: unknown): bigint => {
  if (typeof data === 'bigint') return data;
  if (typeof data === 'number' || typeof data === 'boolean') return BigInt(data);
  return nothing;
};
