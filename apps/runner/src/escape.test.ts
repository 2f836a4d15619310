import { expect, test } from 'vitest';
import { Escape } from './escape.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const guestGets = (...typed: string[]): string => {
  const escape = new Escape();
  return typed.map((text) => String.fromCharCode(...escape.feed(bytes(text)).forGuest)).join('');
};

test('what is typed goes to the guest, Ctrl-C and Ctrl-D included', () => {
  expect(guestGets('ls\r\u0003\u0004')).toBe('ls\r\u0003\u0004');
});

test('Ctrl-A X leaves, in either case, and across two reads', () => {
  const escape = new Escape();
  expect(escape.feed(bytes('a\u0001'))).toEqual({ forGuest: [97], leave: false, help: false });
  expect(escape.feed(bytes('x'))).toEqual({ forGuest: [], leave: true, help: false });
  expect(escape.feed(bytes('\u0001X')).leave).toBe(true);
});

test('Ctrl-A H asks for help and sends nothing', () => {
  expect(new Escape().feed(bytes('\u0001h'))).toEqual({ forGuest: [], leave: false, help: true });
});

test('Ctrl-A Ctrl-A sends one Ctrl-A; an unknown key is dropped', () => {
  expect(guestGets('\u0001\u0001x')).toBe('\u0001x');
  expect(guestGets('\u0001qx')).toBe('x');
});
