import { expect, test } from 'vitest';
import { ConsoleInput } from './console-input.ts';
import { BufferConsole } from './console.ts';

const read = (input: ConsoleInput, count: number) =>
  String.fromCharCode(...Array.from({ length: count }, () => input.read()));

test('what was read after a save is read again after the restore, and then the console goes on', () => {
  const input = new ConsoleInput(new BufferConsole('abcdef'), () => 0);
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
  const input = new ConsoleInput(new BufferConsole('abc'), () => 0);
  input.restore(2);
  expect(read(input, 1)).toBe('c');
});

test('a place that is forgotten, or never comes, is refused', () => {
  const input = new ConsoleInput(new BufferConsole('abc'), () => 0);
  read(input, 2);
  expect(() => input.restore(1)).toThrow(/cannot give again/);
  expect(() => input.restore(4)).toThrow('the snapshot has read 4 bytes of input; this console has only 3');
});

test('a byte that a look missed is missed there again, and not before or after', () => {
  const console = { open: true, write: () => undefined, read: () => bytes.shift() ?? -1 };
  const bytes = [0x61];
  let position = 0;
  const input = new ConsoleInput(console, () => position);
  const place = input.save();
  const looks = () =>
    [10, 20, 30].map((at) => {
      position = at;
      if (at === 30) bytes.push(0x62);
      return input.read();
    });
  expect(looks()).toEqual([0x61, -1, 0x62]);
  bytes.length = 0;
  input.restore(place);
  expect(looks()).toEqual([0x61, -1, 0x62]);
  input.restore(place);
  position = 5;
  expect([input.read(), input.read()]).toEqual([0x61, -1]);
});
