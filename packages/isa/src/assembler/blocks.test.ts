import { describe, expect, test } from 'vitest';
import { assemble } from './assemble.ts';

const bytesOf = (source: string) => [...assemble(source).bytes];

/** Bytes: what GNU as 2.40 makes of the same source. */
describe('the arguments of a macro', () => {
  const put = '.macro put first, second=7, rest:vararg\n.byte \\first, \\second\n.byte \\rest\n.endm\n';
  test('one that is left empty has its default', () => {
    expect(bytesOf(`${put}put 1, , 3`)).toEqual([1, 7, 3]);
    expect(bytesOf('.macro two a=5, b=6\n.byte \\a, \\b\n.endm\ntwo , 9\ntwo')).toEqual([5, 9, 5, 6]);
  });
  test('vararg takes all that are left, the first of them too', () => {
    expect(bytesOf(`${put}put 1, 2, 3, 4, 5`)).toEqual([1, 2, 3, 4, 5]);
  });
});

test('an inner .if has its own .else, in a branch that is taken and in one that is not', () => {
  const nested = (outer: number, inner: number) =>
    `.if ${outer}\n.if ${inner}\n.byte 1\n.else\n.byte 2\n.endif\n.else\n.byte 3\n.endif`;
  expect(
    [
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0],
    ].map(([outer = 0, inner = 0]) => bytesOf(nested(outer, inner))),
  ).toEqual([[1], [2], [3], [3]]);
});
