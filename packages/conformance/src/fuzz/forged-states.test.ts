import { isDeepStrictEqual } from 'node:util';
import { type BoardOptions, type Snapshot, virt } from '@hartlab/machine';
import { Random } from '@hartlab/models';
import { describe, expect, test } from 'vitest';
import { AccessMachine } from './access-machine.ts';
import { busyMachine, handlerOfEvent } from './busy-machine.ts';
import { plugTypes } from './fuzz.ts';
import { HostileDriver } from './hostile-driver.ts';
import { fuzzed } from './plugs.ts';

/*
 * A snapshot comes from a file that anyone may have written. What is not made as a machine's state is refused, whatever part of
 * it that is and whoever remembers it; what is made so does no harm.
 */

type Path = readonly (string | number)[];

/** All that plain data is made of, itself included; of equal elements that follow each other in a list, one. */
const partsOf = (data: unknown, path: Path = []): readonly (readonly [Path, unknown])[] => {
  if (data === undefined) return [];
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return [[path, data]];
  const members = Array.isArray(data)
    ? [...data.entries()].filter(([index, element]) => !isDeepStrictEqual(element, data[index - 1]))
    : Object.entries(data);
  return [[path, data], ...members.flatMap(([key, value]) => partsOf(value, [...path, key]))];
};

/** The same with something else in that place, or, if that is undefined, nothing. */
const withAt = (data: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined) return value;
  const copy = (Array.isArray(data) ? [...data] : { ...(data as object) }) as Record<string | number, unknown>;
  copy[key] = withAt(copy[key], rest, value);
  return copy;
};

const kindOf = (data: unknown): string => Object.prototype.toString.call(data);
const kinds = [null, 7, 7n, 'forged', true, [7], { forged: 7 }, Uint8Array.of(7)];

/** What is of no state that has this there. */
const wrong = (data: unknown): readonly unknown[] => [
  ...kinds.filter((other) => kindOf(other) !== kindOf(data)),
  ...(typeof data === 'number' ? [0.5, Number.NaN, Number.MAX_SAFE_INTEGER] : []),
  ...(Array.isArray(data)
    ? [
        [...data, null],
        [...data, [[]]],
        [...data, { forged: 7 }],
      ]
    : []),
  ...(kindOf(data) === '[object Object]' ? [{ ...(data as object), forged: 7 }] : []),
];

/** What may be of one, or not: nothing, among others. */
const odd = (data: unknown): readonly unknown[] => {
  if (typeof data === 'number') return [undefined, -1, 2 ** 32];
  if (typeof data === 'bigint') return [undefined, -(1n << 200n)];
  if (typeof data === 'string') return [undefined, 'constructor'];
  if (typeof data === 'boolean') return [undefined, !data];
  if (data instanceof Uint32Array) return [undefined, data.map(() => 0xffff_ffff)];
  return Array.isArray(data) ? [undefined, [...data, data[0]], data.slice(1)] : [undefined];
};

const refused = /^the snapshot (is damaged: |is of a machine |has read )|^this is no snapshot /;
/** Whether a machine refuses a snapshot, and says so in one line. */
const refuses = (machine: { readonly restore: (snapshot: Snapshot) => void }, snapshot: unknown): boolean => {
  try {
    machine.restore(snapshot as Snapshot);
    return false;
  } catch (error) {
    if (error instanceof RangeError && refused.test(error.message)) return true;
    throw error;
  }
};

const boards: readonly BoardOptions[] = [{}, { aia: 'aplic', aclint: true }, { aia: 'aplic-imsic', aiaGuests: 3 }];

describe.each(boards)('a state of a board with %j that is busy', (board) => {
  const devices = Object.fromEntries(plugTypes.map((type, slot) => [slot, fuzzed[type].plug(new Random(1))]));
  const made = () => busyMachine({ board, virtio: { devices }, traceHash: 'sampled' });
  const machine = made();
  machine.run({ breakpoints: [{ address: handlerOfEvent, hart: 0 }], maxInstructions: 50_000 });
  const { state, pages } = machine.save();
  const target = made();
  /** The places where this may be, of all the others: what has nothing to do with the board is tried once. */
  const accepted = (others: (data: unknown) => readonly unknown[], check = (): void => {}): readonly string[] =>
    partsOf(state)
      .filter(([[part]]) => board === boards[0] || part === 'devices')
      .flatMap(([path, data]) =>
        others(data).flatMap((other) => {
          if (refuses(target, { state: withAt(state, path, other), pages })) return [];
          check();
          return [`${path.join('.')}: ${kindOf(other)}`];
        }),
      );

  test('is what it should be', () => {
    expect(machine.harts[0]!.pc).toBe(handlerOfEvent);
    target.restore({ state, pages });
  });

  test('is refused with anything of another kind in it, or more, or less', () => {
    expect(accepted(wrong)).toEqual([]);
  });

  test('does no harm with any other value in it', () => {
    const harmless = accepted(odd, () => {
      target.run({ maxInstructions: 200 });
      target.traceHash();
    });
    expect(harmless.length).toBeGreaterThan(0);
  });
});

const SLOT = 'virtio-0';
/** The seed of one that does much. */
const FIRST_DRIVER = 15;
/** Nothing that a list of a device has. */
const junk = [null, undefined, Symbol.iterator, [[]], () => 0];

test.each(plugTypes)('a state of a device of %s that has served a driver, with anything else in it', (type) => {
  const { plug, request } = fuzzed[type];
  const made = (seed: number) =>
    new AccessMachine({ board: {}, virtio: { legacy: false, devices: { 0: plug(new Random(seed)) } } });
  const at = (data: unknown, path: Path): unknown =>
    path.reduce((part, key) => (part as Record<string | number, unknown>)[key], data);
  const slot: Path = ['devices', SLOT];
  const fresh = made(1);
  const lists = partsOf(at(fresh.save().state, slot), slot).filter(
    ([, data]) => Array.isArray(data) && data.length === 0,
  );
  for (const [path] of lists) {
    const { state, pages } = fresh.save();
    for (const element of junk)
      expect(refuses(fresh, { state: withAt(state, path, [element]), pages }), path.join('.')).toBe(true);
  }
  // Drivers come and go until there has been something in each list.
  const empty = new Set(lists.map(([path]) => path));
  for (let seed = FIRST_DRIVER; empty.size > 0; seed++) {
    const machine = made(seed);
    const driver = new HostileDriver(virt({}, 2)[SLOT]!.base, false, new Random(seed), request);
    for (let left = 250; left > 0 && empty.size > 0 && machine.run(driver.operation()); left--) {
      const { state, pages } = machine.save();
      for (const list of empty) {
        const data = at(state, list) as readonly unknown[];
        if (data.length === 0) continue;
        empty.delete(list);
        const accepted = partsOf(data, list).filter(([path, its]) =>
          wrong(its).some((other) => !refuses(machine, { state: withAt(state, path, other), pages })),
        );
        expect(accepted).toEqual([]);
      }
    }
  }
});
