import { describe, expect, test } from 'vitest';
import { readElf } from './elf.ts';
import { elfFile, type FixtureSymbol } from './testing/elf-file.ts';

const bytes = Uint8Array.of(0x13, 0, 0, 0);
const segments = [{ address: 0x8020_0000n, bytes }];
const withSymbols = (symbols: Record<string, bigint | FixtureSymbol>) =>
  elfFile({ entry: 0x8020_0000n, segments, symbols });
const names = (file: Uint8Array) => readElf(file, 'S-mode').symbols.map(({ name }) => name);

test('labels, objects and functions are symbols, and nothing else (gABI, "Symbol Table")', () => {
  const value = 0x8020_0000n;
  const file = withSymbols({
    label: { value, type: 0 },
    object: { value, type: 1 },
    function: { value, type: 2 },
    section: { value, type: 3 },
    'file.c': { value, type: 4 },
    threadLocal: { value, type: 6 },
    undefined: { value, section: 0 },
    absolute: { value, section: 0xfff1 },
    $xrv64: { value },
  });
  expect(names(file)).toEqual(['label', 'object', 'function', 'absolute']);
});

test('a name is UTF-8, and 512 bytes of it are read', () => {
  expect(names(withSymbols({ größe: 1n, ['a'.repeat(600)]: 2n, z: 3n }))).toEqual(['größe', 'a'.repeat(512), 'z']);
});

describe('what is wrong with symbols costs only them', () => {
  const file = withSymbols({ one: 0x8020_0000n });
  const view = new DataView(file.buffer);
  const sections = Number(view.getBigUint64(40, true));
  const table = sections + 64;
  const text = sections + 128;
  const change = (at: number, value: bigint): Uint8Array => {
    const copy = file.slice();
    new DataView(copy.buffer).setBigUint64(at, value, true);
    return copy;
  };
  test.each([
    ['cut in the section headers', file.subarray(0, file.length - 1), /the table of section headers/],
    ['no section header at all', file.subarray(0, sections), /section header 0/],
    ['section headers beyond 2^53', change(40, 2n ** 60n), /the position of the section headers/],
    ['a symbol table that is too long', change(table + 32, 2n ** 40n), /the symbol table ends at byte/],
    ['a symbol table of 2^64 bytes', change(table + 32, 2n ** 64n - 1n), /the size of the symbol table/],
    ['names outside the file', change(text + 24, 2n ** 40n), /the table of the symbols' names ends at byte/],
    ['a link to no section', change(table + 40, 77n), /in section 77 of 3/],
  ])('%s', (_name, odd, warning) => {
    const image = readElf(odd, 'S-mode');
    expect(image).toMatchObject({ entry: 0x8020_0000, segments: [{ bytes }], symbols: [] });
    expect(image.warnings).toEqual([expect.stringMatching(warning)]);
    expect(image.warnings![0]).toMatch(/; it runs, but without symbols$/);
  });

  test('a name outside the names is no name', () => {
    expect(names(change(Number(view.getBigUint64(table + 24, true)) + 24, 0xffff_ffffn))).toEqual([]);
  });

  test('no section headers is nothing odd', () => {
    expect(readElf(change(40, 0n), 'S-mode')).toMatchObject({ symbols: [], warnings: [] });
  });

  test('more sections than e_shnum can say are counted in section 0 (gABI, "ELF Header")', () => {
    const copy = change(sections + 32, 3n);
    new DataView(copy.buffer).setUint16(60, 0, true);
    expect(names(copy)).toEqual(['one']);
  });
});

test('a million symbols with long names take no longer than their number allows', () => {
  const count = 1_200_000;
  // Every symbol is the same one, and its name has no end within 100 MB.
  const small = withSymbols({ ['n'.repeat(700)]: 0x8020_0000n });
  const view = new DataView(small.buffer);
  const sections = Number(view.getBigUint64(40, true));
  const tableAt = Number(view.getBigUint64(sections + 64 + 24, true));
  const entry = small.slice(tableAt + 24, tableAt + 48);
  const big = new Uint8Array(small.length + 24 * count + 100_000_000).fill(0x6e, small.length + 24 * count);
  big.set(small);
  for (let index = 0; index < count; index++) big.set(entry, small.length + 24 * index);
  const bigView = new DataView(big.buffer);
  bigView.setBigUint64(sections + 64 + 24, BigInt(small.length), true);
  bigView.setBigUint64(sections + 64 + 32, BigInt(24 * count), true);
  bigView.setBigUint64(sections + 128 + 24, BigInt(small.length + 24 * count), true);
  bigView.setBigUint64(sections + 128 + 32, 100_000_000n, true);
  const start = performance.now();
  const { symbols, warnings } = readElf(big, 'S-mode');
  expect(symbols).toHaveLength(1_000_000);
  expect(symbols.at(-1)!.name).toBe('n'.repeat(512));
  expect(warnings).toEqual(['only its first 1000000 symbols are known']);
  expect(performance.now() - start).toBeLessThan(5000);
});

// gABI, "Symbol Table", SHN_ABS: the symbol has an absolute value that does not change because of relocation.
test('where the program moves its symbols move with it, but absolute ones', () => {
  const symbols = { label: 0x40n, absolute: { value: 0x40n, section: 0xfff1 } };
  const file = elfFile({ entry: 0n, segments: [{ address: 0n, bytes }], symbols, type: 3 });
  expect(readElf(file, 'S-mode').symbols.map(({ name, address }) => [name, address])).toEqual([
    ['label', 0x8020_0040n],
    ['absolute', 0x40n],
  ]);
});
