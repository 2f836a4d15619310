import { expect, test } from 'vitest';
import { statements } from './source.ts';

test('a statement has the line of the source on which it stands, behind comments of several lines too', () => {
  expect(statements('nop\n/* one\ntwo\n*/\nli a0, 1 /* here\nand there */, 2\n\nx: y: ret; nop')).toEqual([
    { line: 1, text: 'nop' },
    { line: 5, text: 'li a0, 1  , 2' },
    { line: 8, text: 'x: y:' },
    { line: 8, text: 'ret' },
    { line: 8, text: 'nop' },
  ]);
});

test('quotes protect what separates statements and begins comments', () => {
  expect(statements(".ascii \"a;b#c//d/*e*/\\\"\" ; .byte ';', '#'").map(({ text }) => text)).toEqual([
    '.ascii "a;b#c//d/*e*/\\""',
    ".byte ';', '#'",
  ]);
});
