import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DebugLines } from './debug-lines.ts';
import { ImageError } from './image.ts';
import { LineTable } from './line-table.ts';

/* Tables by hand from DWARF 5, "Line Number Information"; those of a compiler are compared with binutils in conformance. */

const ascii = (text: string): number[] => [...new TextEncoder().encode(text), 0];
const u32 = (value: number): number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
const u64 = (value: bigint): number[] => [...new Uint8Array(BigUint64Array.of(value).buffer)];

interface Unit {
  readonly version?: number;
  readonly maximumOperations?: number;
  readonly lineRange?: number;
  /** standard_opcode_lengths. */
  readonly operands?: readonly number[];
  readonly names?: readonly number[];
  readonly program: readonly number[];
}

const standard = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
/** Directory 1 is `lib`; file 1 is `a.c` in it, file 2 `b.c` of directory 0. */
const oldNames = [...ascii('lib'), 0, ...ascii('a.c'), 1, 0, 0, ...ascii('b.c'), 0, 0, 0, 0];

function unit({ version = 4, maximumOperations = 1, lineRange = 14, operands = standard, ...more }: Unit): number[] {
  const { names = oldNames, program } = more;
  // line_base -5, as gas has it.
  const fields = [1, ...(version >= 4 ? [maximumOperations] : []), 1, 0xfb, lineRange, operands.length + 1];
  const header = [...fields, ...operands, ...names];
  const body = [version, 0, ...(version === 5 ? [8, 0] : []), ...u32(header.length), ...header, ...program];
  return [...u32(body.length), ...body];
}

const setAddress = (address: bigint): number[] => [0, 9, 2, ...u64(address)];
const end = [0, 1, 1];
/** advance_line 6, copy: line 7 at the start; then 4 bytes further line 8, which is 2 bytes long. */
const rows = [3, 6, 1, 13 + 5 + 1 + 4 * 14, 2, 2];
const simple = [...setAddress(0x8000_0000n), ...rows, ...end];

const lines = (bytes: readonly number[], more: Partial<DebugLines> = {}): DebugLines => ({
  line: { bytes: Uint8Array.from(bytes) },
  code: [{ start: 0x8000_0000n, end: 0x8000_1000n }],
  moved: 0n,
  ...more,
});
const table = (...units: readonly Unit[]) => new LineTable(lines(units.flatMap(unit)));
const found = (from: LineTable, ...addresses: readonly bigint[]) =>
  addresses.map((address) => {
    const line = from.lookUp(address);
    return line && `${line.file}:${line.line}`;
  });

test('an instruction is of the row before it, up to the end of the sequence', () => {
  const addresses = [0x7fff_ffffn, 0x8000_0000n, 0x8000_0003n, 0x8000_0004n, 0x8000_0005n, 0x8000_0006n];
  const expected = [undefined, 'lib/a.c:7', 'lib/a.c:7', 'lib/a.c:8', 'lib/a.c:8', undefined];
  for (const version of [2, 3, 4]) expect(found(table({ version, program: simple }), ...addresses)).toEqual(expected);
});

test('a program that was moved has its lines where it is', () => {
  const high = 0xffff_ffff_0000_0000n;
  const moved = new LineTable(lines(unit({ program: simple }), { moved: high }));
  expect(found(moved, 0xffff_ffff_8000_0004n, 0x8000_0004n)).toEqual(['lib/a.c:8', undefined]);
});

describe('what a program may do', () => {
  test.each<[string, readonly number[], string | undefined]>([
    ['another file', [4, 2], 'b.c:7'],
    ['a file that is not there', [4, 3], undefined],
    ['a line of no source', [3, 0x79], undefined],
    ['const_add_pc, of (255 - 13) / 14 bytes', [8, 0, 9, 2, ...u64(0x8000_0000n)], 'lib/a.c:7'],
    ['an extended opcode that is not known', [0, 3, 0x80, 1, 2], 'lib/a.c:7'],
    ['an extended opcode without a byte', [0, 0], 'lib/a.c:7'],
    ['the discriminator', [0, 2, 4, 9], 'lib/a.c:7'],
    ['column, statement, block, prologue, epilogue, ISA', [5, 0x80, 1, 6, 7, 10, 11, 12, 3], 'lib/a.c:7'],
  ])('%s', (_name, before, expected) => {
    const program = [...setAddress(0x8000_0000n), 3, 6, ...before, 1, 2, 4, ...end];
    expect(found(table({ program }), 0x8000_0000n)).toEqual([expected]);
  });

  test('advances by words of 16 bits, and of unsigned LEB128', () => {
    const program = [...setAddress(0x8000_0000n), 1, 9, 0x34, 0x02, 3, 1, 1, 2, 0x80, 2, 3, 1, 1, 8, ...end];
    const at = found(table({ program }), 0x8000_0233n, 0x8000_0234n, 0x8000_0333n, 0x8000_0334n, 0x8000_0344n);
    expect(at).toEqual(['lib/a.c:1', 'lib/a.c:2', 'lib/a.c:2', 'lib/a.c:3', 'lib/a.c:3']);
    expect(found(table({ program }), 0x8000_0345n)).toEqual([undefined]);
  });

  test('several operations in an instruction: an address has its first two rows, of which the last counts', () => {
    // Of 3: operations 0, 1 and 2 are of the first address, 3 of the next, "Special Opcodes".
    const program = [...setAddress(0x8000_0000n), 1, ...[1, 1, 1].map((n) => 13 + 5 + 1 + n * 14), 2, 3, ...end];
    const at = found(table({ maximumOperations: 3, program }), 0x8000_0000n, 0x8000_0001n, 0x8000_0002n);
    expect(at).toEqual(['lib/a.c:3', 'lib/a.c:4', undefined]);
  });

  test('opcodes that a later version may have are passed, with as many operands as the header says', () => {
    const operands = [...standard, 2];
    // The first special opcode is 14 then; 13 has two operands, the second of two bytes.
    const program = [...setAddress(0x8000_0000n), 13, 1, 0x80, 1, 3, 6, 1, 2, 4, ...end];
    expect(found(table({ operands, program }), 0x8000_0000n)).toEqual(['lib/a.c:7']);
  });

  test('fewer standard opcodes than usual: 10 is a special one then', () => {
    // opcode_base 10: 10 advances the line by -5, so from 7 to 2.
    const program = [...setAddress(0x8000_0000n), 3, 6, 10, 2, 4, ...end];
    expect(found(table({ operands: standard.slice(0, 9), program }), 0x8000_0000n)).toEqual(['lib/a.c:2']);
  });
});

describe('names of version 5', () => {
  const string = 0x08;
  const directories = (...paths: string[]) => [1, 1, string, paths.length, ...paths.flatMap(ascii)];
  const program = [...setAddress(0x8000_0000n), 4, 0, 1, 2, 2, 4, 1, 1, 2, 2, ...end];
  const at = (names: readonly number[], more: Partial<DebugLines> = {}) =>
    found(new LineTable(lines(unit({ version: 5, names, program }), more)), 0x8000_0000n, 0x8000_0002n);

  test('are as the directory of the compiler sees them, from number 0 on', () => {
    const files = [2, 1, string, 2, 0x0b, 2, ...ascii('a.c'), 0, ...ascii('b.c'), 1];
    expect(at([...directories('/src', '/src/lib'), ...files])).toEqual(['a.c:1', 'lib/b.c:1']);
    expect(at([...directories('/src', '/usr/include'), ...files])).toEqual(['a.c:1', '/usr/include/b.c:1']);
    expect(at([...directories('/src', './lib'), ...files])).toEqual(['a.c:1', 'lib/b.c:1']);
  });

  test('are in sections of their own, beside check sums and what is not known', () => {
    const strings = { bytes: Uint8Array.from([...ascii('no'), ...ascii('a.c')]) };
    // MD5 as data16, an own content type as a block, the path as line_strp or strp.
    for (const [form, where] of [
      [0x1f, { lineStr: strings }],
      [0x0e, { str: strings }],
    ] as const) {
      const formats = [4, 5, 0x1e, 0x80, 0x40, 0x09, 1, form, 2, 0x0f];
      const file = [...Array.from({ length: 16 }, () => 7), 2, 1, 1, ...u32(3), 0];
      expect(at([...directories('/src'), ...formats, 1, ...file], where)[0]).toBe('a.c:1');
    }
  });

  test('with control characters in them stay on their line', () => {
    expect(at([...directories('/src'), 1, 1, string, 1, ...ascii('a\n\u001b[31mb.c')])[0]).toBe('a??[31mb.c:1');
  });
});

test('code that is not the program’s has no line, and of two sequences the nearer one has the address', () => {
  const dead = [...setAddress(0n), 3, 20, 1, 2, 0x40, ...end];
  expect(found(table({ program: [...dead, ...simple] }), 0n, 0x8000_0000n)).toEqual([undefined, 'lib/a.c:7']);
  const long = [...setAddress(0x8000_0000n), 3, 20, 1, 2, 0x40, ...end];
  const inside = [...setAddress(0x8000_0010n), 1, 2, 4, ...end];
  const two = table({ program: [...simple, ...inside] }, { program: long });
  // Of two that start together the first, and where it has ended the other.
  expect(found(two, 0x8000_0000n, 0x8000_0006n, 0x8000_0010n, 0x8000_0014n)).toEqual([
    'lib/a.c:7',
    'lib/a.c:21',
    'lib/a.c:1',
    'lib/a.c:21',
  ]);
});

test('units of other versions are passed', () => {
  expect(found(table({ version: 6, program: simple }, { version: 3, program: simple }), 0x8000_0000n)).toEqual([
    'lib/a.c:7',
  ]);
});

describe('a damaged table', () => {
  const whole = unit({ program: simple });
  const changed = (at: number, byte: number) => whole.with(at, byte);
  test.each([
    ['cut off', whole.slice(0, -4), /damaged at byte 0x4 of \.debug_line: \d+ bytes are missing/],
    ['a header longer than its unit', changed(6, 0xff), /the header of the unit at 0 is longer than the unit/],
    ['a range of 0', unit({ lineRange: 0, program: simple }), /the unit at 0 has a zero where none can be/],
    ['no operations', unit({ maximumOperations: 0, program: simple }), /a zero where none can be/],
    ['a reserved length', [0xf5, 0xff, 0xff, 0xff, 0], /a reserved length/],
    ['an opcode that is cut off', unit({ program: [...simple, 9, 1] }), /2 bytes are missing/],
    [
      'a number without an end',
      unit({ program: [...simple, 2, ...Array.from({ length: 20 }, () => 0xff), 1] }),
      /2\^53/,
    ],
    ['names without an end', unit({ names: [...ascii('lib'), 0, 0x61], program: simple }), /a string has no end/],
    ['an unknown form', unit({ version: 5, names: [1, 1, 0x33, 9], program: simple }), /the unknown form 51/],
    ['a name outside', unit({ version: 5, names: [1, 1, 0x1f, 1, ...u32(9)], program: simple }), /outside the 0 bytes/],
  ])('%s', (_name, bytes, line) => {
    expect(() => {
      new LineTable(lines(bytes)).check();
    }).toThrow(ImageError);
    expect(() => {
      new LineTable(lines(bytes)).check();
    }).toThrow(line);
    expect(new LineTable(lines(bytes)).lookUp(0x7000_0000n)).toBeUndefined();
  });

  test('one that is compressed and cannot be unpacked', () => {
    const packed = { line: { bytes: new Uint8Array(9), packed: { format: 'zstd' as const, size: 99 } } };
    expect(() => {
      new LineTable(lines([], packed)).check();
    }).toThrow(/its \.debug_line, which is compressed with zstd, cannot be unpacked; run objcopy --decompress/);
    const huge = { line: { bytes: new Uint8Array(9), packed: { format: 'zlib' as const, size: 2 ** 40 } } };
    expect(() => {
      new LineTable(lines([], huge), () => new Uint8Array()).check();
    }).toThrow(/more than 536870912 bytes/);
  });

  test('whatever its bytes are, it has lines or one line on what is wrong, soon', () => {
    const names = [1, 1, 0x1f, 1, ...u32(0), 2, 1, 0x08, 2, 0x0b, 1, ...ascii('a.c'), 0];
    const seeds = [whole, unit({ version: 5, names, program: simple }), unit({ version: 2, program: simple })];
    const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)));
    const bytes = fc.tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }), fc.nat(3));
    const began = performance.now();
    fc.assert(
      fc.property(bytes, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), ([seed, changes, copies], address) => {
        const all = Array.from({ length: copies + 1 }, () => seed).flat();
        for (const [at, byte] of changes) all[at % all.length] = byte;
        const lineStr = { bytes: Uint8Array.from(ascii('lib')) };
        const damaged = new LineTable(lines(all, { lineStr, code: [{ start: 0n, end: 2n ** 64n }] }));
        for (const each of [0x8000_0000n, 0x8000_0004n, address]) {
          const line = damaged.lookUp(each);
          if (line) expect(line.line).toBeGreaterThan(0);
        }
        try {
          new LineTable(lines(all, { lineStr })).check();
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
          expect((error as ImageError).message).toMatch(/^its line table is damaged at byte 0x[0-9a-f]+ of [ -~]+$/);
        }
      }),
      { numRuns: 3000 },
    );
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  test('sequences that lie on each other by the thousand take no long time', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => [
      ...setAddress(0x8000_0000n + BigInt(n % 4)),
      1,
      2,
      n % 100,
      1,
      2,
      1,
      ...end,
    ]).flat();
    const crowded = table({ program: [...many, ...setAddress(0x8000_0000n), 1, 2, 0x80, 0x10, ...end] });
    const began = performance.now();
    for (let at = 0n; at < 10_000n; at++) crowded.lookUp(0x8000_0000n + at);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
