import { guestImage } from '@hartlab/lab';
import { BufferConsole, Machine, type Snapshot } from '@hartlab/machine';
import { Random } from '@hartlab/models';
import { describe, expect, test } from 'vitest';
import { fuzzed } from './plugs.ts';

/** One of all that a machine can have. */
const machine = (): Machine =>
  new Machine({
    bios: 'built-in',
    kernel: guestImage('hello', 'minimal'),
    console: new BufferConsole(),
    semihosting: {},
    virtio: { devices: Object.fromEntries(Object.values(fuzzed).map(({ plug }, slot) => [slot, plug(new Random(1))])) },
  });

/** The lists in plain data that are empty, by their paths. */
const emptyLists = (data: unknown, path: readonly string[] = []): (readonly string[])[] => {
  if (Array.isArray(data) && data.length === 0) return [path];
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data) || data instanceof Map) return [];
  return Object.entries(data).flatMap(([key, value]) => emptyLists(value, [...path, key]));
};

/** The same with something else in that place. */
const withAt = (data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value;
  const copy = (Array.isArray(data) ? [...data] : { ...(data as object) }) as Record<string, unknown>;
  copy[key] = withAt(copy[key], rest, value);
  return copy;
};

/** Nothing that a list of a machine has. */
const junk = [null, undefined, Symbol.iterator, [[]], () => 0];

/** A snapshot comes from a file that anyone may have written. A list that is empty where a machine begins is filled later. */
describe('a list of a device in a snapshot has what such a list has', () => {
  const { state, pages } = machine().save();
  const { firmware: _, ...board } = state;

  test.each(emptyLists(board).map((path) => [path.join('.'), path] as const))('%s', (_name, path) => {
    for (const element of junk) {
      const forged = { state: withAt(state, path, [element]), pages } as Snapshot;
      expect(() => machine().restore(forged), String(element)).toThrow(/^the snapshot is damaged: /);
    }
  });
});
