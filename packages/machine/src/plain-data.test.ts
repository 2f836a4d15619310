import { describe, expect, test } from 'vitest';
import { Each, Either, entriesOf, misshapen, OneOf } from './plain-data.ts';

describe('entriesOf', () => {
  test('orders members by their keys, and leaves out those that are undefined', () => {
    expect(entriesOf({ b: 1, a: 2, c: undefined })).toEqual({
      isList: false,
      members: [
        ['a', 2],
        ['b', 1],
      ],
    });
    expect(
      entriesOf(
        new Map([
          [10n, 'x'],
          [9n, 'y'],
        ]),
      ).members,
    ).toEqual([
      [9n, 'y'],
      [10n, 'x'],
    ]);
    expect(entriesOf([undefined, 5]).members).toHaveLength(2);
    expect(entriesOf(Uint32Array.of(7)).members).toEqual([[0, 7]]);
  });

  test.each([null, () => 0, Symbol('s')])('refuses what is no data', (data) => {
    expect(() => entriesOf(data)).toThrow(TypeError);
  });
});

describe('misshapen', () => {
  const form = {
    n: 1,
    big: 1n,
    flag: true,
    none: [],
    lines: [true, false],
    words: new Uint32Array(2),
    bytes: new Uint8Array(0),
    byHart: new Map([[0n, { masked: true }]]),
    deep: { state: 'A' },
  };

  test('lets pass what has the same form: other values, any bytes, a member that is undefined', () => {
    const other = {
      ...structuredClone(form),
      n: -7,
      words: Uint32Array.of(3, 4),
      bytes: Uint8Array.of(1, 2, 3),
      deep: { state: 'B', entry: undefined },
    };
    expect(misshapen(form, other, 's')).toBeUndefined();
  });

  test('says of each element of a list what it is', () => {
    const frames = new Each({ byte: 0 });
    expect(misshapen(frames, [], 's')).toBeUndefined();
    expect(misshapen(frames, [{ byte: 3 }, { byte: 4 }], 's')).toBeUndefined();
    expect(misshapen(frames, [{ byte: 3 }, { byte: '4' }], 's')).toBe('s.1.byte');
    expect(misshapen(frames, {}, 's')).toBe('s');
    expect(misshapen(frames, [{}], 's')).toBe('s.0.byte');
    for (const nothing of [null, undefined, 0, [], Symbol.iterator])
      expect(misshapen(frames, [nothing], 's'), String(nothing)).toBe('s.0');
  });

  test('has one of several forms', () => {
    const started = { state: new OneOf('STARTED', 'STOPPED') };
    const pending = { state: new OneOf('PENDING'), entry: { pc: 0n } };
    const hsm = new Either(undefined, started, pending);
    for (const good of [undefined, { state: 'STARTED' }, { state: 'PENDING', entry: { pc: 4n } }])
      expect(misshapen(hsm, good, 's')).toBeUndefined();
    const entry = { pc: 4n };
    const bad = [{ state: 'PENDING', entry: { pc: 4 } }, { state: 'STARTED', entry }, { state: 'PENDING' }, { entry }];
    for (const other of [null, 'STARTED', { state: 'constructor' }, ...bad])
      expect(misshapen(hsm, other, 's')).toBe('s');
    // A member that may be absent need not be there.
    expect(misshapen({ hsm }, {}, 's')).toBeUndefined();
  });

  test('is one of some values', () => {
    const values = new OneOf('in', 1, 2n);
    for (const good of ['in', 1, 2n]) expect(misshapen(values, good, 's')).toBeUndefined();
    for (const bad of ['i', 2, 1n, '1', undefined, null, {}]) expect(misshapen(values, bad, 's')).toBe('s');
  });

  test.each([
    ['n', { n: 1n }],
    ['n', { n: 0.5 }],
    ['n', { n: undefined }],
    ['n', { n: 2 ** 52 + 1 }],
    ['n', { n: -(2 ** 52) - 1 }],
    ['big', { big: 1 }],
    ['flag', { flag: 0 }],
    ['none', { none: {} }],
    ['none', { none: [0] }],
    ['more', { more: 0 }],
    ['lines', { lines: [true] }],
    ['lines.1', { lines: [true, 0] }],
    ['words', { words: new Uint32Array(3) }],
    ['words', { words: new Uint8Array(2) }],
    ['words', { words: [0, 0] }],
    ['bytes', { bytes: new Uint32Array(0) }],
    ['byHart', { byHart: {} }],
    ['byHart.0', { byHart: new Map() }],
    ['byHart.0.masked', { byHart: new Map([[0n, {}]]) }],
    ['deep', { deep: null }],
    ['deep.state', { deep: {} }],
    ['deep.entry', { deep: { state: 'A', entry: 0 } }],
    [
      'byHart.1',
      {
        byHart: new Map([
          [0n, { masked: false }],
          [1n, { masked: true }],
        ]),
      },
    ],
  ])('says where another form begins: s.%s', (path, change) => {
    expect(misshapen(form, { ...form, ...change }, 's')).toBe(`s.${path}`);
  });
});
