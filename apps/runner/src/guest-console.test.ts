import { expect, test } from 'vitest';
import { HostArrivals } from './arrivals.ts';
import { GuestConsole } from './guest-console.ts';
import type { Arrival, Input } from './input.ts';
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

/** Input that has what `next` says each time it is asked. */
const inputOf = (next: () => Arrival | undefined, isTerminal = false): Input & { closed: boolean } => ({
  isTerminal,
  closed: false,
  open: () => undefined,
  take: next,
  close() {
    this.closed = true;
  },
});

const consoleOf = (input: Input, output: Output = capture()): GuestConsole => {
  const writer = new Writer(output);
  return new GuestConsole(new HostArrivals(input, () => writer.flush()), writer);
};

const read = (console: GuestConsole, count: number): number[] => Array.from({ length: count }, () => console.read(0));

test('complete input is read when the guest looks, one byte a look, and ends for good', () => {
  const chunks = [bytes('ab'), bytes('c'), 'end' as const];
  const console = consoleOf(inputOf(() => chunks.shift()));
  expect(read(console, 3)).toEqual([97, 98, 99]);
  expect(console.open).toBe(true);
  expect(read(console, 3)).toEqual([-1, -1, -1]);
  expect(console.open).toBe(false);
  console.receive(5);
  expect(read(console, 1)).toEqual([-1]);
  expect(console.live).toBe(false);
});

test('input that keeps its reader waiting for a moment is complete all the same', () => {
  let asked = 0;
  const console = consoleOf(inputOf(() => (++asked % 3 === 0 ? bytes(String(asked % 10)) : undefined)));
  expect(String.fromCharCode(...read(console, 10))).toBe('3692581470');
  expect(console.live).toBe(false);
});

test('input that is silent for long is live: looks find nothing at once, and bytes come while the run pauses', () => {
  const come: (Arrival | undefined)[] = [];
  const console = consoleOf(inputOf(() => come.shift()));
  const started = performance.now();
  expect(read(console, 1)).toEqual([-1]);
  expect(performance.now() - started).toBeGreaterThan(190);
  const waited = performance.now();
  expect(read(console, 1000).every((byte) => byte === -1)).toBe(true);
  expect(performance.now() - waited).toBeLessThan(100);
  come.push(bytes('x'));
  expect([...read(console, 1), console.open, console.live]).toEqual([-1, true, false]);
  console.receive(7);
  expect([...read(console, 2), console.open, console.live]).toEqual([0x78, -1, true, true]);
  come.push('end', bytes('y'));
  console.receive(8);
  console.receive(9);
  expect([...read(console, 1), console.open]).toEqual([-1, false]);
});

test('what the guest wrote is out before anything is waited for', () => {
  const output = capture();
  const seen: string[] = [];
  const console = consoleOf(
    inputOf(() => {
      seen.push(output.text);
      return seen.length < 3 ? undefined : 'end';
    }),
    output,
  );
  for (const byte of bytes('name? ')) console.write(byte);
  console.read(0);
  expect(seen).toEqual(['', 'name? ', 'name? ']);
});

test('no more is taken from a live input than the guest may be behind', () => {
  let taken = 0;
  const console = consoleOf(
    inputOf(() => {
      taken++;
      return new Uint8Array(40_000).fill(taken);
    }, true),
  );
  for (let pause = 0; pause < 10; pause++) console.receive(pause);
  expect(taken).toBe(2);
  expect(read(console, 80_001).map((byte, n) => byte === (n < 40_000 ? 1 : n < 80_000 ? 2 : -1))).not.toContain(false);
  console.receive(10);
  expect(taken).toBe(3);
});

test('a terminal is live from the first; close gives it back', () => {
  const keys = [bytes('k')];
  const input = inputOf(() => keys.shift(), true);
  const console = consoleOf(input, capture());
  const started = performance.now();
  expect(read(console, 1)).toEqual([-1]);
  expect(performance.now() - started).toBeLessThan(100);
  console.receive(1);
  expect([...read(console, 2), console.open]).toEqual([0x6b, -1, true]);
  expect(input.closed).toBe(false);
  console.close();
  expect(input.closed).toBe(true);
});

test('a flood reaches the output whole and in order', () => {
  const output = capture();
  const console = new GuestConsole(undefined, new Writer(output));
  const flood = Array.from({ length: 20_001 }, (_, i) => 32 + (i % 90));
  for (const byte of flood) console.write(byte);
  console.close();
  expect(output.text).toBe(String.fromCharCode(...flood));
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
  console.receive(1);
  expect([...read(console, 1), console.open, console.live, console.until]).toEqual([-1, false, false, Infinity]);
  console.close();
});
