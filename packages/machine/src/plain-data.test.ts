import { describe, expect, test } from 'vitest';
import { Each, entriesOf, misshapen } from './plain-data.ts';

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
  const pattern = {
    n: 1,
    big: 1n,
    flag: true,
    fifo: [],
    lines: [true, false],
    words: new Uint32Array(2),
    byHart: new Map([[0n, { masked: true }]]),
    deep: { state: 'A' },
  };

  test('lets pass what has the same form: other values, members that the pattern lacks, a filled queue', () => {
    const other = {
      ...structuredClone(pattern),
      n: -7,
      fifo: [1, 2],
      words: Uint32Array.of(3, 4),
      deep: { state: 'B', entry: 1n },
    };
    expect(misshapen(pattern, other, 's')).toBeUndefined();
  });

  test('says of each element of a list what it is', () => {
    const each = { frames: new Each({ byte: 0 }), none: new Each(null) };
    expect(misshapen(each, { frames: [], none: [] }, 's')).toBeUndefined();
    expect(misshapen(each, { frames: [{ byte: 3 }, { byte: 4 }], none: [] }, 's')).toBeUndefined();
    expect(misshapen(each, { frames: [{ byte: 3 }, { byte: '4' }], none: [] }, 's')).toBe('s.frames.1.byte');
    expect(misshapen(each, { frames: {}, none: [] }, 's')).toBe('s.frames');
    for (const nothing of [null, undefined, 0, [], {}])
      expect(misshapen(each, { frames: [], none: [nothing] }, 's')).toBe('s.none.0');
  });

  test.each([
    ['n', { n: 1n }],
    ['n', { n: 0.5 }],
    ['n', { n: undefined }],
    ['big', { big: 1 }],
    ['flag', { flag: 0 }],
    ['fifo', { fifo: {} }],
    ['lines', { lines: [true] }],
    ['lines.1', { lines: [true, 0] }],
    ['words', { words: new Uint32Array(3) }],
    ['words', { words: new Uint8Array(2) }],
    ['words', { words: [0, 0] }],
    ['byHart', { byHart: {} }],
    ['byHart.0', { byHart: new Map() }],
    ['byHart.0.masked', { byHart: new Map([[0n, {}]]) }],
    ['deep', { deep: null }],
    ['deep.state', { deep: {} }],
  ])('says where another form begins: s.%s', (path, change) => {
    expect(misshapen(pattern, { ...pattern, ...change }, 's')).toBe(`s.${path}`);
  });
});
