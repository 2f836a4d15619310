import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readElf } from './elf.ts';
import { ImageError } from './image.ts';
import { elfFile } from './testing/elf-file.ts';

const bytes = Uint8Array.of(0x13, 0, 0, 0, 0x6f, 0, 0, 0);
const segment = { address: 0x8020_0000n, bytes };
const good = elfFile({
  entry: 0x8020_0000n,
  segments: [{ ...segment, memorySize: 0x1000n }],
  symbols: { _start: 0x8020_0000n, tohost: { value: 0x8020_0040n, size: 8n } },
});

/** A copy with the byte at `at` changed. */
const changed = (file: Uint8Array, at: number, value: number): Uint8Array => file.with(at, value);

describe('an executable', () => {
  test('gives its segments, entry and symbols', () => {
    expect(readElf(good, 'S-mode')).toEqual({
      kind: 'ELF',
      entry: 0x8020_0000,
      segments: [{ address: 0x8020_0000, bytes, size: 0x1000 }],
      symbols: [
        { name: '_start', address: 0x8020_0000n, size: 0n },
        { name: 'tohost', address: 0x8020_0040n, size: 8n },
      ],
      warnings: [],
    });
  });

  test('loads the bytes of a segment at file offset 0, the header included (gABI, "Program Loading")', () => {
    const file = elfFile({ entry: 0x8020_0078n, segments: [segment] });
    const view = new DataView(file.buffer);
    view.setBigUint64(64 + 8, 0n, true);
    view.setBigUint64(64 + 32, 0x80n, true);
    view.setBigUint64(64 + 40, 0x80n, true);
    const image = readElf(file, 'S-mode');
    expect(image.segments).toEqual([{ address: 0x8020_0000, bytes: file.subarray(0, 0x80), size: 0x80 }]);
    // The header is no code: here QEMU fails, and the entry is right.
    expect(image.entry).toBe(0x8020_0078);
  });

  test('that begins a page before RAM, as -Ttext=0x80000000 has it, is loaded from the start of RAM on', () => {
    const page = new Uint8Array(0x1008).fill(1, 0, 4).fill(0x13, 0x1001, 0x1004);
    const image = readElf(
      elfFile({ entry: 0x8000_0000n, segments: [{ address: 0x7fff_f000n, bytes: page }] }),
      'M-mode',
    );
    expect(image.entry).toBe(0x8000_0000);
    expect(image.segments).toEqual([
      { address: 0x7fff_f000, bytes: page.subarray(0, 0x1000), size: 0x1000 },
      // A first byte of 0 is as good as any.
      { address: 0x8000_0000, bytes: page.subarray(0x1000), size: 8 },
    ]);
  });

  // The linker puts the header there when it is only told where the code goes: nobody needs to hear of it each time.
  test.each([
    ['the header and a note', 1, false, true],
    ['the header alone, in an executable page', 0, true, true],
    ['the header and code', 1, true, false],
  ] as const)('%s may be missing or not', (_name, behind, executable, mayBeMissing) => {
    const anywhere = { address: 0x1_0000n, bytes: new Uint8Array(8) };
    const file = elfFile({ entry: 0x8020_0000n, segments: [anywhere, segment] });
    const headers = 64 + 2 * 56;
    file[headers] = 1;
    const view = new DataView(file.buffer);
    view.setUint32(64 + 4, executable ? 5 : 4, true);
    view.setBigUint64(64 + 8, 0n, true);
    for (const size of [32, 40]) view.setBigUint64(64 + size, BigInt(headers + behind), true);
    expect(readElf(file, 'S-mode').segments[0]?.mayBeMissing ?? false).toBe(mayBeMissing);
  });

  test('has a segment that is all zeros and not in the file (gABI, "Program Header", p_memsz)', () => {
    const text = { address: 0x8020_0000n, bytes: Uint8Array.of(0x13, 0, 0, 0) };
    const bss = { address: 0x8020_1000n, bytes: new Uint8Array(0), memorySize: 0x2000n };
    const { segments } = readElf(elfFile({ entry: 0x8020_0000n, segments: [text, bss] }), 'S-mode');
    expect(segments.map(({ address, size }) => [address, size])).toEqual([
      [0x8020_0000, 4],
      [0x8020_1000, 0x2000],
    ]);
  });

  test('has no use for a segment of no bytes in memory', () => {
    const file = elfFile({ entry: 0x8020_0000n, segments: [{ ...segment, address: 0n, memorySize: 0n }, segment] });
    expect(readElf(file, 'S-mode')).toMatchObject({ segments: [{ address: 0x8020_0000 }], warnings: [] });
  });

  test('keeps segments that overlap in the order of the file', () => {
    const above = { address: 0x8020_0004n, bytes: Uint8Array.of(1) };
    const image = readElf(elfFile({ entry: 0x8020_0000n, segments: [above, segment] }), 'S-mode');
    expect(image.segments.map(({ address }) => address)).toEqual([0x8020_0004, 0x8020_0000]);
  });

  test.each([
    ['a segment in no memory', { ...segment, address: 2n ** 63n }, /segment 0 .* 0x8000000000000000 is in no memory/],
    // QEMU writes p_filesz bytes whatever p_memsz says.
    [
      'less memory than bytes',
      { ...segment, memorySize: 4n },
      /segment 0 has 8 bytes in the file but only 4 in memory/,
    ],
  ])('%s is a warning', (_name, odd, warning) => {
    const image = readElf(elfFile({ entry: 0x8020_0000n, segments: [odd, segment] }), 'S-mode');
    for (const loaded of image.segments) expect(loaded).toEqual({ address: 0x8020_0000, bytes, size: 8 });
    expect(image.segments.length).toBeGreaterThan(0);
    expect(image.warnings).toEqual([expect.stringMatching(warning)]);
  });

  test.each([
    ['EI_VERSION', 6, 0],
    ['EI_OSABI', 7, 255],
    ['EI_ABIVERSION', 8, 9],
    ['the padding of e_ident', 15, 1],
    ['e_version', 20, 0],
    ['e_flags', 48, 255],
    ['e_ehsize', 52, 0],
    ['e_phentsize', 54, 0],
    ['e_shentsize', 58, 0],
    ['e_shstrndx', 62, 255],
  ])(
    'an odd %s is none of the loader business: neither QEMU nor riscv-isa-sim looks at it to load',
    (_name, at, value) => {
      expect(readElf(changed(good, at, value), 'S-mode')).toEqual(readElf(good, 'S-mode'));
    },
  );

  test.each([0, 55])('with program headers of %i bytes has them of 56', (size) => {
    const next = { address: 0x8020_1000n, bytes: Uint8Array.of(7) };
    const file = elfFile({ entry: 0x8020_0000n, segments: [segment, next] });
    expect(readElf(changed(file, 54, size), 'S-mode')).toEqual(readElf(file, 'S-mode'));
  });

  test('of another type is loaded all the same, as QEMU does, which has no use for e_type', () => {
    const image = readElf(elfFile({ entry: 0x8020_0000n, segments: [segment], type: 0xfe00 }), 'S-mode');
    expect(image.warnings).toEqual(['it is of type 65024, not an executable, and is loaded as one']);
  });

  test('with 65535 program headers or more has their number in section 0 (gABI, "ELF Header", PN_XNUM)', () => {
    const file = good.slice();
    const view = new DataView(file.buffer);
    view.setUint16(56, 0xffff, true);
    view.setUint32(Number(view.getBigUint64(40, true)) + 44, 1, true);
    expect(readElf(file, 'S-mode').segments).toHaveLength(1);
  });
});

describe('a bad ELF file', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['not ELF', Uint8Array.of(1, 2, 3), /not an ELF file/],
    ['only the start of a header', good.subarray(0, 20), /truncated: the file header ends at byte 64, the file has 20/],
    ['cut in the program headers', good.subarray(0, 100), /truncated: the table of program headers/],
    ['cut in a segment', good.subarray(0, 124), /truncated: segment 0 ends at byte 128, the file has 124/],
    ['another machine', elfFile({ entry: 0n, segments: [segment], machine: 62 }), /machine 62, not RISC-V/],
    ['RV32', elfFile({ entry: 0n, segments: [segment], class: 1 }), /32-bit \(RV32\); build it for RV64/],
    ['no class', elfFile({ entry: 0n, segments: [segment], class: 0 }), /damaged: its class is 0/],
    ['big-endian', elfFile({ entry: 0n, segments: [segment], data: 2 }), /big-endian; build it for little-endian/],
    ['no byte order', elfFile({ entry: 0n, segments: [segment], data: 3 }), /damaged: .* its data encoding 3/],
    ['an object file', elfFile({ entry: 0n, segments: [segment], type: 1 }), /object file \(type 1\); link it/],
    ['nothing to load', elfFile({ entry: 0n, segments: [] }), /no segment to load/],
    [
      'linked high without physical addresses',
      elfFile({ entry: 0n, segments: [{ ...segment, address: 0xffff_ffff_8000_0000n }] }),
      /segment 0 .* 0xffffffff80000000 is in no memory; link it as an executable, with physical addresses in RAM/,
    ],
    [
      'an absurd size',
      elfFile({ entry: 0x8020_0000n, segments: [{ ...segment, memorySize: 2n ** 63n }] }),
      /the memory size of segment 0 is 0x8000000000000000/,
    ],
  ];
  test.each(cases)('%s is refused in one line', (_name, file, message) => {
    expect(() => readElf(file, 'S-mode')).toThrow(ImageError);
    expect(() => readElf(file, 'S-mode')).toThrow(message);
    expect(() => readElf(file, 'S-mode')).not.toThrow(/\n/);
  });
});

describe('whatever is in the file, the reader gives an image or an ImageError', () => {
  const answers = (file: Uint8Array) => {
    try {
      readElf(file, 'M-mode');
    } catch (error) {
      expect(error).toBeInstanceOf(ImageError);
    }
  };
  const position = elfFile({
    entry: 0n,
    type: 3,
    segments: [
      { address: 0n, bytes: new Uint8Array(200).fill(8) },
      { address: 0n, bytes: new Uint8Array(64).fill(7), type: 2 },
    ],
    symbols: { a: 0n, b: { value: 1n, type: 2 } },
  });
  test.each([
    ['an executable', good],
    ['a position-independent one', position],
  ])('%s that is cut off or changed', (_name, file) => {
    const at = fc.nat(file.length - 1);
    const change = fc.oneof(
      fc.record({ at, bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }),
      // The fields that are positions and sizes, and the values that break readers.
      fc.record({
        at: fc.constantFrom(32, 40, 54, 56, 58, 60, 62, 72, 80, 88, 96, 104, 128, 136, 152, 160),
        bytes: fc.constantFrom(
          [255, 255, 255, 255, 255, 255, 255, 255],
          [255, 255],
          [255, 255, 255, 127],
          [0, 0, 0, 0, 1],
        ),
      }),
    );
    fc.assert(
      fc.property(fc.nat(file.length), fc.boolean(), fc.array(change, { maxLength: 6 }), (length, cut, changes) => {
        const copy = file.slice();
        for (const { at: where, bytes: values } of changes) copy.set([...values].slice(0, copy.length - where), where);
        answers(cut ? copy.subarray(0, length) : copy);
      }),
      { numRuns: 3000 },
    );
  });

  test('random bytes behind a header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 56, maxLength: 300 }), (random) =>
        answers(Uint8Array.of(...good.subarray(0, 24), ...random)),
      ),
      { numRuns: 1000 },
    );
  });
});
