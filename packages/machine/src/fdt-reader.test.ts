import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyAt } from './fdt-property.ts';
import { flatten, type FdtNode } from './fdt.ts';
import { readFdt } from './fdt-reader.ts';
import { ImageError } from './image.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const tree: FdtNode = {
  name: '',
  properties: { model: bytesOf('m\0'), empty: new Uint8Array() },
  children: [
    { name: 'cpus', properties: {}, children: [{ name: 'cpu@0', properties: { reg: Uint8Array.of(0, 0, 0, 1, 2) } }] },
    { name: 'größe', properties: { __proto__name: bytesOf('x') } },
  ],
};
const blob = flatten(tree);
const u32 = (at: number, value: number, bytes = blob) => {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, value);
  return copy;
};
const STRUCTURE = 56;

test('what is written is read', () => {
  expect(readFdt(blob)).toEqual(tree);
  const hostile: FdtNode = { name: '', properties: Object.fromEntries([['__proto__', Uint8Array.of(1)]]) };
  expect(Object.entries(readFdt(flatten(hostile)).properties)).toEqual([['__proto__', Uint8Array.of(1)]]);
});

test('of one that is cut off, wherever, it is not said that it is none', () => {
  for (let length = 4; length < blob.length; length++)
    expect(() => readFdt(blob.subarray(0, length))).toThrow(/^the device tree is damaged: it has \d+ bytes/);
  expect(() => readFdt(blob.subarray(0, 3))).toThrow('not a device tree blob');
});

// Devicetree Specification v0.4, "Lexical structure": FDT_NOP stands anywhere and says nothing. dtc and libfdt leave such behind.
test('a property that was deleted in its place is not there', () => {
  const at = propertyAt(blob, [''], 'empty')!.at - 12;
  const nops = [0, 4, 8].reduce((bytes, offset) => u32(at + offset, 4, bytes), blob);
  expect(readFdt(nops).properties).toEqual({ model: bytesOf('m\0') });
});

const deep = (depth: number): FdtNode => ({
  name: 'n',
  properties: {},
  ...(depth > 1 && { children: [deep(depth - 1)] }),
});

describe('what is no whole tree is refused in a line', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['something else', bytesOf('/dts-v1/; / { };'.repeat(9)), /not a device tree blob/],
    ['nothing', new Uint8Array(), /not a device tree blob/],
    ['half of one', blob.subarray(0, blob.length / 2), /it has \d+ bytes, the file \d+/],
    ['one of a later version', u32(24, 18), /its version is after 17/],
    ['no root', u32(STRUCTURE, 9), /it has no root/],
    ['its structure elsewhere', u32(8, 0xffff_fff0), /behind its end/],
    ['its names elsewhere', u32(12, 0xffff_fff0), /the name at byte 4294967280 has no end/],
    ['a token that is none', u32(STRUCTURE + 8, 7), /the node '' has the token 7/],
    ['a value behind the end', u32(STRUCTURE + 12, 0xffff_ffff), /the value of 'model' goes on behind/],
    ['more nodes in one another than any', flatten(deep(65)), /more than 64 deep/],
  ])('%s', (_name, bytes, message) => {
    expect(() => readFdt(bytes)).toThrow(ImageError);
    expect(() => readFdt(bytes)).toThrow(message);
  });

  test('whatever the bytes are', () => {
    const change = fc.tuple(fc.nat(Math.floor(blob.length / 4) - 1), fc.oneof(fc.nat(9), fc.nat(0xffff_ffff)));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat(blob.length), (changes, length) => {
        const bytes = changes.reduce((copy, [at, value]) => u32(4 * at, value, copy), blob);
        for (const part of [bytes, bytes.subarray(0, length)])
          try {
            readFdt(part);
          } catch (error) {
            expect(error).toBeInstanceOf(ImageError);
          }
      }),
    );
  });
});

test('nodes may be as deep as 64', () => {
  expect(readFdt(flatten(deep(64)))).toEqual(deep(64));
});
