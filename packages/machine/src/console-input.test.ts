import { expect, test } from 'vitest';
import { ConsoleInput } from './console-input.ts';
import { BufferConsole } from './console.ts';

const read = (input: ConsoleInput, count: number) =>
  String.fromCharCode(...Array.from({ length: count }, () => input.read()));

test('what was read after a save is read again after the restore, and then the console goes on', () => {
  const input = new ConsoleInput(new BufferConsole('abcdef'));
  expect(read(input, 1)).toBe('a');
  const place = input.save();
  expect(read(input, 2)).toBe('bc');
  input.restore(place);
  expect(read(input, 3)).toBe('bcd');
  input.restore(place + 1);
  expect(read(input, 4)).toBe('cdef');
  expect(input.read()).toBe(-1);
});

test('another machine with the same input goes on to the place', () => {
  const input = new ConsoleInput(new BufferConsole('abc'));
  input.restore(2);
  expect(read(input, 1)).toBe('c');
});

test('a place that is forgotten, or never comes, is refused', () => {
  const input = new ConsoleInput(new BufferConsole('abc'));
  read(input, 2);
  expect(() => input.restore(1)).toThrow(/cannot give again/);
  expect(() => input.restore(4)).toThrow('the snapshot has read 4 bytes of input; this console has only 3');
});
