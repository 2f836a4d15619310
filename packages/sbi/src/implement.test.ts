import { describe, expect, test } from 'vitest';
import { err, legacy, ok, resume } from './answer.ts';
import { CallRegisters } from './call-registers.ts';
import type { Caller } from './caller.ts';
import { extension, fn, fnThatMayNotReturn, legacyExtension, legacyFn } from './extension.ts';
import { implement, type Implementation } from './implement.ts';

const TOY = extension(
  'TOY',
  {
    add: fn(0, { small: 'uint32_t', large: 'unsigned long' }, ['INVALID_PARAM'], 'none "a toy"'),
    leave: fnThatMayNotReturn(1, {}, ['FAILED'], 'none "a toy"'),
  },
  'none "a toy"',
);
interface ToyCaller extends Caller {
  readonly left: () => void;
}
const caller: ToyCaller = {
  hartid: 3n,
  memory: { accessible: () => false, read: () => undefined, write: () => false },
  left: () => undefined,
};
const add = () => ok();
const leave = () => resume();

describe('implement', () => {
  test('gives a handler its caller and its arguments by name and width', () => {
    const toy: Implementation<ToyCaller> = implement(TOY, {
      add: (from, { small, large }) => ok(from.hartid + BigInt(small) + large),
      leave: (from) => {
        from.left();
        return resume();
      },
    });
    expect(toy.routine('add')(caller, CallRegisters.call(0, 0, 0x1_0000_0002n, 5n))).toEqual(ok(10n));
    expect(toy.routine('leave')(caller, CallRegisters.call(0, 1))).toEqual(resume());
  });

  test('what the description does not allow does not compile', () => {
    // @ts-expect-error a function is missing
    implement(TOY, { add });
    // @ts-expect-error a function is not described
    implement(TOY, { add, leave, subtract: add });
    // @ts-expect-error an argument is not described
    implement(TOY, { add: (_, { other }) => ok(other), leave });
    // @ts-expect-error a uint32_t is a number
    implement(TOY, { add: (_, { small }) => ok(small), leave });
    // @ts-expect-error DENIED is not in this function's table
    implement(TOY, { add: () => err('DENIED'), leave });
    // @ts-expect-error add always returns to its caller
    implement(TOY, { add: () => resume(), leave });
    // @ts-expect-error only a legacy call returns by the legacy convention
    implement(TOY, { add: () => legacy(), leave });
    const LEGACY = legacyExtension({ putchar: legacyFn(1, { ch: 'int' }, 'none "a toy"') }, 'none "a toy"');
    // @ts-expect-error a legacy call does not return an sbiret
    implement(LEGACY, { putchar: () => ok() });
    expect(
      implement(TOY, { add: () => err('INVALID_PARAM'), leave }).routine('add')(caller, CallRegisters.call(0, 0)),
    ).toEqual(err('INVALID_PARAM'));
  });
});
