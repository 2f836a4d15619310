import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyAt } from './fdt-property.ts';
import { flatten, type FdtNode } from './fdt.ts';

const tree: FdtNode = {
  name: '',
  properties: { model: 'a board' },
  children: [
    {
      name: 'cpus',
      properties: { status: 'okay' },
      children: [{ name: 'cpu@1', properties: { reg: 1, status: 'fail' } }],
    },
    { name: 'cpu@1', properties: { status: 'disabled', empty: true } },
  ],
};

describe('a property of a device tree blob', () => {
  const blob = flatten(tree);
  const valueOf = (path: readonly string[], property: string): string | undefined => {
    const place = propertyAt(blob, path, property);
    return place && new TextDecoder().decode(blob.subarray(place.at, place.at + place.length));
  };

  test.each([
    [[''], 'model', 'a board\0'],
    [['', 'cpus'], 'status', 'okay\0'],
    [['', 'cpus', 'cpu@1'], 'status', 'fail\0'],
    [['', 'cpus', 'cpu@1'], 'reg', '\0\0\0\u0001'],
    [['', 'cpu@1'], 'status', 'disabled\0'],
    [['', 'cpu@1'], 'empty', ''],
    [[''], 'status', undefined],
    [['', 'cpu@1'], 'reg', undefined],
    [['', 'cpus', 'cpu@2'], 'status', undefined],
  ] as const)('%j %s', (path, property, value) => {
    expect(valueOf(path, property)).toBe(value);
  });

  test('whatever the bytes are, it lies within them or nowhere', () => {
    const damage = fc.array(fc.tuple(fc.nat(blob.length - 1), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(damage, fc.nat(blob.length), (changes, length) => {
        const damaged = blob.slice(0, length);
        for (const [at, byte] of changes) if (at < length) damaged[at] = byte;
        const place = propertyAt(damaged, ['', 'cpus', 'cpu@1'], 'status');
        expect(place === undefined || place.at + place.length <= length).toBe(true);
      }),
    );
  });
});
