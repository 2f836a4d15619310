import { expect, test } from 'vitest';
import { GuestConsole } from './guest-console.ts';
import type { Input } from './input.ts';
import type { Output } from './output.ts';
import { Writer } from './writer.ts';

const capture = (): Output & { text: string } => ({
  isTerminal: false,
  text: '',
  write(data) {
    this.text += typeof data === 'string' ? data : new TextDecoder().decode(data);
  },
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const pipe = (...chunks: string[]): Input => ({
  read: () => {
    const chunk = chunks.shift();
    return chunk === undefined ? undefined : bytes(chunk);
  },
});

test('a pipe is read when the guest polls, one byte a poll, and ends for good', () => {
  const input = pipe('ab', 'c');
  const console = new GuestConsole(input, undefined);
  expect([console.read(), console.read(), console.read(), console.read(), console.read()]).toEqual([
    97, 98, 99, -1, -1,
  ]);
});

test('what the guest wrote is out before the pipe is waited for', () => {
  const output = capture();
  let seen = '';
  const input: Input = {
    read: () => {
      seen = output.text;
      return undefined;
    },
  };
  const console = new GuestConsole(input, new Writer(output));
  for (const byte of bytes('name? ')) console.write(byte);
  console.read();
  expect(seen).toBe('name? ');
});

test('a flood reaches the output whole and in order', () => {
  const output = capture();
  const console = new GuestConsole(undefined, new Writer(output));
  const flood = Array.from({ length: 20_001 }, (_, i) => 32 + (i % 90));
  for (const byte of flood) console.write(byte);
  console.close();
  expect(output.text).toBe(String.fromCharCode(...flood));
});

test('a terminal offers keys as they come; close gives it back', () => {
  let press: (typed: Uint8Array) => void = () => undefined;
  let released = false;
  const input: Input = {
    read: () => undefined,
    keys: (listener) => {
      press = listener;
      return () => (released = true);
    },
  };
  const console = new GuestConsole(input, new Writer(capture()));
  expect(console.open).toBe(true);
  expect(console.read()).toBe(-1);
  press(bytes('k\u0003'));
  expect([console.read(), console.read(), console.read()]).toEqual([107, 3, -1]);
  expect(released).toBe(false);
  console.close();
  expect(released).toBe(true);
});

test.each([
  ['$ ', '$ \n'],
  ['bye\n', 'bye\n'],
  ['', ''],
])('a terminal is given back at the start of a line: %j becomes %j', (said, shown) => {
  const output = { ...capture(), isTerminal: true };
  const console = new GuestConsole(undefined, new Writer(output));
  for (const byte of bytes(said)) console.write(byte);
  console.close();
  expect(output.text).toBe(shown);
});

test('without input and output the guest reads nothing and writes nowhere', () => {
  const console = new GuestConsole(undefined, undefined);
  console.write(65);
  expect(console.read()).toBe(-1);
  console.close();
});
