import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysOf } from './keys.ts';
import { onOrOff } from './quantity.ts';

test('whatever a value has in it, it is read as it was meant, its commas doubled', () => {
  const text = fc.string({ minLength: 1 });
  const said = fc.dictionary(fc.constantFrom('a', 'b', 'c'), text, { minKeys: 1 });
  fc.assert(
    fc.property(said, (values) => {
      const word = Object.entries(values).map(([key, value]) => `${key}=${value.replaceAll(',', ',,')}`);
      expect(Object.fromEntries(keysOf(word.join(','), ['a', 'b', 'c']))).toEqual(values);
    }),
  );
});

// QEMU, util/qemu-option.c, get_opt_value.
test.each([
  ['x', [['a', 'x']]],
  [
    'a=1,b',
    [
      ['a', '1'],
      ['b', 'on'],
    ],
  ],
  [
    'a=1,,2,b=3',
    [
      ['a', '1,2'],
      ['b', '3'],
    ],
  ],
  [
    'a=1,,,b=3',
    [
      ['a', '1,'],
      ['b', '3'],
    ],
  ],
  ['a=1,a=2,', [['a', '2']]],
  ['a=b=c', [['a', 'b=c']]],
  ['', []],
])('"%s"', (text, keys) => expect([...keysOf(text, ['a', 'b'], 'a')]).toEqual(keys));

test('what changes nothing is left out, and said of what would', () => {
  const asHere = { c: /^on$/ };
  expect([...keysOf('a=1,c=on', ['a'], 'a', asHere)]).toEqual([['a', '1']]);
  expect(() => keysOf('c=off', ['a'], 'a', asHere)).toThrow('there is no c=off here; leave c out');
  expect(() => keysOf('toString=1', ['a'], 'a', asHere)).toThrow('there is no "toString" here; what can be said is a');
});

// QEMU, qapi/qapi-util.c, qapi_bool_parse.
test('a switch has four spellings of each', () => {
  expect(['on', 'yes', 'true', 'y'].map(onOrOff)).toEqual([true, true, true, true]);
  expect(['off', 'no', 'false', 'n'].map(onOrOff)).toEqual([false, false, false, false]);
  for (const text of ['', 'On', '1', 'yess']) expect(() => onOrOff(text)).toThrow('the choices are on, off');
});
