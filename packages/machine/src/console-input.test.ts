import { expect, test } from 'vitest';
import { ConsoleInput } from './console-input.ts';
import { BufferConsole } from './console.ts';

test('what was read after a save is read again after the restore, and then the console goes on', () => {
  const input = new ConsoleInput(new BufferConsole('abcd'));
  const read = (count: number) => Array.from({ length: count }, () => String.fromCharCode(input.read())).join('');
  expect(read(1)).toBe('a');
  const place = input.save();
  expect(read(2)).toBe('bc');
  input.restore(place);
  expect(read(3)).toBe('bcd');
  expect(input.read()).toBe(-1);
});

test('a place that this console never reached is refused', () => {
  const input = new ConsoleInput(new BufferConsole('abcd'));
  input.save();
  expect(() => input.restore(1)).toThrow(/never delivered/);
});
