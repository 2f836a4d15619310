import { describe, expect, test } from 'vitest';
import { readElf } from './elf.ts';
import { ImageError } from './image.ts';
import type { Image } from './image.ts';
import { readImage } from './read-image.ts';
import { readSymbolFile } from './symbol-file.ts';
import { elfFile, type FixtureSection } from './testing/elf-file.ts';

const ET_DYN = 3;
const PROGBITS = 1;
const NOTE = 7;
const NOBITS = 8;
const ALLOC_EXECINSTR = 6;

/** Two sections of code, with a byte of data between them that is none. */
const head = Uint8Array.from({ length: 96 }, (_, index) => index);
const tail = Uint8Array.from({ length: 200 }, (_, index) => (index * 7) % 251);
const contents = Uint8Array.of(...head, 0xee, ...tail);

interface Linked {
  readonly physical?: bigint;
  readonly virtual?: bigint;
  readonly type?: number;
  readonly sections?: (at: bigint) => readonly FixtureSection[];
}

const code = (at: bigint): readonly FixtureSection[] => [
  { name: '.head', type: PROGBITS, flags: ALLOC_EXECINSTR, address: at, bytes: head },
  { name: '.text', type: PROGBITS, flags: ALLOC_EXECINSTR, address: at + 97n, bytes: tail },
];

const linked = ({ physical = 0n, virtual = physical, type = ET_DYN, sections = code }: Linked = {}): Uint8Array =>
  elfFile({
    entry: virtual,
    type,
    segments: [{ address: physical, virtual, bytes: contents }],
    symbols: { main: virtual + 97n },
    sections: sections(virtual),
  });

const named = (image: Image) => [{ what: 'the firmware', image }];
const binary = (bytes: Uint8Array): Image => readImage(bytes, 'firmware');

describe('where an ELF file is loaded is found by its code', () => {
  test('a binary made of one that is linked at 0', () => {
    expect(readSymbolFile(linked(), named(binary(contents)))).toEqual({
      symbols: [{ name: 'main', address: 0x8000_0061n, size: 0n }],
      moved: 0x8000_0000n,
      warnings: [],
    });
  });

  test('one that is inside another file', () => {
    const packed = Uint8Array.of(...head, ...new Uint8Array(1000), ...contents, 1);
    expect(readSymbolFile(linked({ physical: 0x8000_0000n }), named(binary(packed)))).toMatchObject({
      symbols: [{ address: 0x8000_0000n + 96n + 1000n + 97n }],
    });
  });

  test('the file itself, position-independent or not', () => {
    for (const file of [linked(), linked({ physical: 0x8020_0000n })]) {
      const image = readElf(file, 'S-mode');
      expect(readSymbolFile(file, named(image)).symbols).toEqual(image.symbols);
    }
  });

  test('a program that maps itself keeps its virtual addresses', () => {
    const file = linked({ virtual: 0xffff_ffff_8000_0000n });
    expect(readSymbolFile(file, named(binary(contents)))).toMatchObject({
      symbols: [{ address: 0xffff_ffff_8000_0061n }],
      moved: 0n,
    });
  });

  test('data may differ: a firmware can have been given its device tree afterwards', () => {
    expect(readSymbolFile(linked(), named(binary(contents.with(96, 1)))).moved).toBe(0x8000_0000n);
  });

  test('one without its code has its build id', () => {
    const id = Uint8Array.from({ length: 36 }, (_, index) => 200 - index);
    const file = linked({
      sections: (at) => [
        { name: '.text', type: NOBITS, flags: ALLOC_EXECINSTR, address: at, bytes: contents },
        { name: '.note.gnu.build-id', type: NOTE, flags: 2, address: at + 500n, bytes: id },
      ],
    });
    const padded = new Uint8Array(500);
    padded.set(contents);
    const whole = Uint8Array.of(...padded, ...id);
    expect(readSymbolFile(file, named(binary(whole))).moved).toBe(0x8000_0000n);
    expect(() => readSymbolFile(file, named(binary(whole.with(520, 0))))).toThrow(/it is of another build/);
  });

  test('a shift that is given counts, and nothing is compared', () => {
    expect(readSymbolFile(linked(), [], 0x9000_0000n)).toMatchObject({ symbols: [{ address: 0x9000_0061n }] });
  });
});

describe('a file of another build is refused', () => {
  test.each([
    ['its first byte', 97, /it is of another build: its \.text is not in the firmware; give the file that was/],
    ['a later one', 97 + 150, /its \.text differs from the firmware at 0x800000f7; give/],
    ['its last', contents.length - 1, /its \.text differs from the firmware at 0x80000128; give/],
    ['one of its smaller section', 5, /its \.head differs from the firmware at 0x80000005; give/],
  ])('another byte: %s', (_name, at, line) => {
    const other = contents.with(at, contents[at]! ^ 1);
    expect(() => readSymbolFile(linked(), named(binary(other)))).toThrow(ImageError);
    expect(() => readSymbolFile(linked(), named(binary(other)))).toThrow(line);
  });

  test('one whose code the image has only in part', () => {
    expect(() => readSymbolFile(linked(), named(binary(contents.subarray(0, 250))))).toThrow(/differs/);
  });

  test('one of an image that is not there', () => {
    expect(() => readSymbolFile(linked(), [])).toThrow(/its \.text is not in memory/);
  });

  test('code that is the same everywhere takes no long time', () => {
    const zeros = (at: bigint) => [{ ...code(at)[0]!, bytes: new Uint8Array(1_000_000) }];
    const other = new Uint8Array(1_500_000).fill(1, 999_000, 1_000_000);
    const began = performance.now();
    expect(() => readSymbolFile(linked({ sections: zeros }), named(binary(other)))).toThrow(/another build/);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

test('what has no symbols is refused', () => {
  const stripped = elfFile({
    entry: 0n,
    type: ET_DYN,
    segments: [{ address: 0n, bytes: contents }],
    sections: code(0n),
  });
  expect(() => readSymbolFile(stripped, named(binary(contents)))).toThrow(/before it was stripped/);
  const without = elfFile({ entry: 0n, segments: [{ address: 0n, bytes: contents }], symbols: { main: 1n } });
  expect(() => readSymbolFile(without, named(binary(contents)))).toThrow(/neither code nor a build id/);
  expect(() => readSymbolFile(linked().with(18, 62), [])).toThrow(/machine 62, not RISC-V/);
});

test('a list is taken as it is, or moved by what is said', () => {
  const list = new TextEncoder().encode('ffffffff80002000 T _start\n');
  expect(readSymbolFile(list, []).symbols).toMatchObject([{ address: 0xffff_ffff_8000_2000n }]);
  expect(readSymbolFile(list, [], 0x1000n).symbols).toMatchObject([{ address: 0xffff_ffff_8000_3000n }]);
});
