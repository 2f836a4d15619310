import { expect, test } from 'vitest';
import { ConsoleInput } from './console-input.ts';
import { BufferConsole } from './console.ts';

const read = (input: ConsoleInput, count: number) =>
  String.fromCharCode(...Array.from({ length: count }, () => input.read()));

test('what was read since it remembers is read again after a restore, and then the console goes on', () => {
  const input = new ConsoleInput(new BufferConsole('abcdef'), () => 0);
  expect(read(input, 1)).toBe('a');
  const { place } = input;
  input.remember();
  expect(read(input, 2)).toBe('bc');
  input.restore(place, 0);
  expect(read(input, 3)).toBe('bcd');
  input.restore(place + 1, 0);
  expect(read(input, 4)).toBe('cdef');
  expect(input.read()).toBe(-1);
});

test('another machine with the same input goes on to the place', () => {
  const input = new ConsoleInput(new BufferConsole('abc'), () => 0);
  input.restore(2, 0);
  expect(read(input, 1)).toBe('c');
});

test('what is read on the way to a place was there at its position', () => {
  const console = { open: true, write: () => undefined, read: (position: number) => (position < 100 ? -1 : 0x61) };
  const input = new ConsoleInput(console, () => 0);
  expect(() => input.restore(1, 99)).toThrow('only 0');
  input.restore(1, 100);
  expect([input.place, input.read()]).toEqual([1, -1]);
});

test('a place that is forgotten, or never comes, is refused', () => {
  const input = new ConsoleInput(new BufferConsole('abc'), () => 0);
  read(input, 2);
  expect(() => input.restore(1, 0)).toThrow(/cannot give again/);
  expect(() => input.restore(4, 0)).toThrow('the snapshot has read 4 bytes of input; this console has only 3');
  expect(input.place).toBe(2);
  expect(read(input, 1)).toBe('c');
});

test('a byte that a look missed is missed there again, and not before or after', () => {
  const console = { open: true, write: () => undefined, read: () => bytes.shift() ?? -1 };
  const bytes = [0x61];
  let position = 0;
  const input = new ConsoleInput(console, () => position);
  const { place } = input;
  input.remember();
  const looks = () =>
    [10, 20, 30].map((at) => {
      position = at;
      if (at === 30) bytes.push(0x62);
      return input.read();
    });
  expect(looks()).toEqual([0x61, -1, 0x62]);
  bytes.length = 0;
  input.restore(place, 0);
  expect(looks()).toEqual([0x61, -1, 0x62]);
  input.restore(place, 0);
  position = 5;
  expect([input.read(), input.read()]).toEqual([0x61, -1]);
});

test('a console that goes on has what comes after the place, and what comes from there on can be read again', () => {
  const input = new ConsoleInput(new BufferConsole('abc'), () => 0);
  input.goOn(1_000_000_000);
  expect([input.place, read(input, 2), input.place]).toEqual([1_000_000_000, 'ab', 1_000_000_002]);
  input.restore(1_000_000_000, 0);
  expect(read(input, 3)).toBe('abc');
  expect(() => input.restore(999_999_999, 0)).toThrow(/cannot give again/);
});
