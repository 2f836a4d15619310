import { describe, expect, test } from 'vitest';
import { flatten, type FdtNode } from './fdt.ts';
import { readFdt } from './fdt-reader.ts';
import { givenTree } from './given-tree.ts';
import { ImageError } from './image.ts';

const tree = (children: readonly FdtNode[]): Uint8Array =>
  flatten({ name: '', properties: { model: 'mine' }, children });
const text = new TextEncoder();
const reserved: FdtNode = {
  name: 'reserved-memory',
  properties: { ranges: true },
  children: [{ name: 'mmode_resv0@80000000', properties: { 'no-map': true } }],
};
const again = (root: FdtNode) => readFdt(flatten(root));

test('what is chosen is put into the tree, and the rest stays', () => {
  const blob = tree([
    { name: 'chosen', properties: { bootargs: 'old', 'stdout-path': '/uart' } },
    { name: 'soc', properties: {}, children: [{ name: 'uart', properties: { reg: 1 } }] },
  ]);
  const root = again(givenTree(blob, { bootargs: 'new', 'linux,initrd-start': 0x8000_0000n }, undefined));
  expect(root.properties['model']).toEqual(text.encode('mine\0'));
  expect(root.children?.map(({ name }) => name)).toEqual(['chosen', 'soc']);
  expect(root.children?.[0]?.properties).toEqual({
    bootargs: text.encode('new\0'),
    'stdout-path': text.encode('/uart\0'),
    'linux,initrd-start': Uint8Array.of(0, 0, 0, 0, 0x80, 0, 0, 0),
  });
  expect(root.children?.[1]?.children?.[0]?.name).toBe('uart');
});

test('a tree without the node gets it', () => {
  const root = givenTree(tree([]), { bootargs: 'x' }, undefined);
  expect(root.children).toEqual([{ name: 'chosen', properties: { bootargs: 'x' } }]);
});

describe('what firmware keeps', () => {
  test('is reserved', () => {
    expect(givenTree(tree([]), {}, reserved).children?.at(-1)).toBe(reserved);
  });
  test('is reserved beside what the tree reserves itself, and once', () => {
    const own = { name: 'reserved-memory', properties: {}, children: [{ name: 'mine@90000000', properties: {} }] };
    const once = again(givenTree(tree([own]), {}, reserved));
    const twice = givenTree(flatten(once), {}, reserved);
    for (const { children } of [once, twice])
      expect(children?.[0]?.children?.map(({ name }) => name)).toEqual(['mine@90000000', 'mmode_resv0@80000000']);
  });
});

test('what would be lost is refused', () => {
  const blob = tree([]);
  const view = new DataView(blob.buffer);
  view.setBigUint64(view.getUint32(16) + 8, 4096n);
  expect(() => givenTree(blob, {}, undefined)).toThrow(ImageError);
  expect(() => givenTree(blob, {}, undefined)).toThrow('/memreserve/');
});
