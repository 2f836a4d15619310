import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elfFile } from './testing/elf-file.ts';
import { readElf } from './elf.ts';
import { ImageError } from './image.ts';

const bytes = Uint8Array.of(0x13, 0, 0, 0, 0x6f, 0, 0, 0);
const segment = { address: 0x8020_0000n, bytes };
const good = elfFile({
  entry: 0x8020_0004n,
  segments: [{ ...segment, memorySize: 0x1000n }],
  symbols: { _start: 0x8020_0000n, tohost: 0x8020_0040n },
});

describe('an executable', () => {
  test('gives its segments, entry and symbols', () => {
    expect(readElf(good)).toEqual({
      kind: 'ELF',
      entry: 0x8020_0004,
      segments: [{ address: 0x8020_0000, bytes, size: 0x1000 }],
      symbols: [
        { name: '_start', address: 0x8020_0000n, size: 0n },
        { name: 'tohost', address: 0x8020_0040n, size: 0n },
      ],
    });
  });

  test('linked high and loaded low starts at the physical address of its entry', () => {
    const kernel = elfFile({
      entry: 0xffff_ffff_8000_0004n,
      segments: [{ ...segment, virtual: 0xffff_ffff_8000_0000n }],
    });
    expect(readElf(kernel).entry).toBe(0x8020_0004);
  });
});

test('the headers that the linker puts in front of the first section are not loaded', () => {
  // As `ld -Ttext=0x80000000` lays it out: the segment starts with the file, a page before the text.
  const file = elfFile({ entry: 0x8000_0000n, segments: [{ address: 0x7fff_f000n, bytes: new Uint8Array(4096) }] });
  const view = new DataView(file.buffer);
  view.setBigUint64(64 + 8, 0n, true);
  view.setBigUint64(64 + 32, 0x1004n, true);
  view.setBigUint64(64 + 40, 0x1008n, true);
  file.set([0x13, 0, 0, 0], 0x1000);
  expect(readElf(file)).toMatchObject({
    entry: 0x8000_0000,
    segments: [{ address: 0x8000_0000, bytes: Uint8Array.of(0x13, 0, 0, 0), size: 8 }],
  });
});

describe('a bad ELF file', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['not ELF', Uint8Array.of(1, 2, 3), /not an ELF file/],
    ['only the start of a header', good.subarray(0, 20), /truncated: the file header ends at byte 64, the file has 20/],
    ['cut in the program headers', good.subarray(0, 100), /truncated: the table of program headers/],
    ['cut in a segment', good.subarray(0, 124), /truncated: segment 0 ends at byte 128, the file has 124/],
    ['cut in the section headers', good.subarray(0, good.length - 1), /truncated: the table of section headers/],
    ['another machine', elfFile({ entry: 0n, segments: [segment], machine: 62 }), /machine 62, not RISC-V/],
    ['RV32', elfFile({ entry: 0n, segments: [segment], class: 1 }), /32-bit \(RV32\); build it for RV64/],
    ['big-endian', elfFile({ entry: 0n, segments: [segment], data: 2 }), /big-endian; build it for little-endian/],
    ['an object file', elfFile({ entry: 0n, segments: [segment], type: 1 }), /not an executable; link it/],
    ['nothing to load', elfFile({ entry: 0n, segments: [] }), /no loadable segment/],
    ['an entry outside', elfFile({ entry: 4n, segments: [segment] }), /entry 0x4 of the ELF file lies in no loadable/],
    [
      'overlapping segments',
      elfFile({ entry: 0x8020_0000n, segments: [segment, { ...segment, address: 0x8020_0004n }] }),
      /overlap: 0x80200000\.\.0x80200007 and 0x80200004\.\.0x8020000b/,
    ],
    [
      'less memory than bytes',
      elfFile({ entry: 0x8020_0000n, segments: [{ ...segment, memorySize: 4n }] }),
      /segment 0 has 8 bytes in the file but 4 in memory/,
    ],
    [
      'an absurd size',
      elfFile({ entry: 0x8020_0000n, segments: [{ ...segment, memorySize: 2n ** 63n }] }),
      /the memory size of segment 0 is 0x8000000000000000/,
    ],
  ];
  test.each(cases)('%s is refused in one line', (_name, file, message) => {
    expect(() => readElf(file)).toThrow(ImageError);
    expect(() => readElf(file)).toThrow(message);
    expect(() => readElf(file)).not.toThrow(/\n/);
  });
});

test('whatever is cut off or changed, the reader gives an image or an ImageError', () => {
  const change = fc.record({ at: fc.nat(good.length - 1), value: fc.nat(255) });
  fc.assert(
    fc.property(fc.nat(good.length), fc.array(change, { maxLength: 8 }), (length, changes) => {
      const file = good.slice();
      for (const { at, value } of changes) file[at] = value;
      try {
        readElf(file.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(ImageError);
      }
    }),
    { numRuns: 2000 },
  );
});
