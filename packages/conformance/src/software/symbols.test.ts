import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImage, readSymbolFile, symbolizer, type NamedImage } from '@hartlab/machine';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { compile, noCompiler } from './payload.ts';

// The compiler takes its time where others run beside it.
vi.setConfig({ testTimeout: 120_000 });

const reason = noCompiler();
/** Debian's package opensbi has binaries, and the stripped ELF files that they were made from. */
const openSbi = '/usr/lib/riscv64-linux-gnu/opensbi/generic';

describe.skipIf(reason)(`symbols of what the cross compiler builds${reason ? `: ${reason}` : ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-symbols-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** What a tool of binutils prints for a file, or makes of it. */
  const binutils = (tool: string, bytes: Uint8Array, ...flags: string[]): string => {
    const path = join(directory, 'input');
    writeFileSync(path, bytes);
    return execFileSync(`riscv64-linux-gnu-${tool}`, [...flags, path], { encoding: 'utf8', cwd: directory });
  };
  const objcopy = (bytes: Uint8Array, ...flags: string[]): Uint8Array => {
    const path = join(directory, 'input');
    writeFileSync(path, bytes);
    execFileSync('riscv64-linux-gnu-objcopy', [...flags, path, join(directory, 'output')]);
    return readFileSync(join(directory, 'output'));
  };

  const layouts: Readonly<Record<string, readonly string[]>> = {
    'at its place': ['-static', '-Wl,-Ttext=0x80000000', '-Wl,--build-id=sha1'],
    'position-independent, at 0': ['-static-pie', '-Wl,--no-dynamic-linker', '-Wl,--build-id=sha1', '-fpie'],
  };
  const build = (layout: string, ...more: string[]) => compile('plain', ['-g', ...layouts[layout]!, ...more]);
  const firmware = (bytes: Uint8Array): NamedImage[] => [{ what: 'the firmware', image: readImage(bytes, 'firmware') }];

  describe.each(Object.keys(layouts))('%s', (layout) => {
    const elf = build(layout);
    const image = objcopy(elf, '-O', 'binary');

    test("a binary's names are those that nm has for its ELF file, moved to where it is", () => {
      const { symbols, moved } = readSymbolFile(elf, firmware(elf));
      const { symbols: fromBinary, moved: found } = readSymbolFile(elf, firmware(image));
      const lines = binutils('nm', elf)
        .split('\n')
        .flatMap((line) => /^([0-9a-f]{16}) (\S) ([^$]\S*)$/.exec(line)?.slice(1) ?? []);
      expect(lines.length).toBeGreaterThan(20);
      for (let at = 0; at < lines.length; at += 3) {
        const address = BigInt(`0x${lines[at]}`);
        for (const [list, by] of [[symbols, moved] as const, [fromBinary, found] as const])
          expect(
            list.filter(({ name }) => name === lines[at + 2]).map((each) => each.address),
            lines[at + 2],
          ).toContain(lines[at + 1]!.toLowerCase() === 'a' ? address : BigInt.asUintN(64, address + by));
      }
      // The lowest code of a raw binary is at the start of RAM, where it is found again.
      const name = symbolizer(fromBinary);
      expect(readImage(image, 'firmware').segments[0]!.address).toBe(0x8000_0000);
      const start = fromBinary.find((symbol) => symbol.name === '_start')!;
      expect(name(start.address + 4n)).toBe('_start+0x4');
    });

    test('the list that nm prints names the same', () => {
      const list = new TextEncoder().encode(binutils('nm', elf));
      const { symbols, moved } = readSymbolFile(elf, firmware(elf));
      const set = (all: typeof symbols) => new Set(all.map((each) => `${each.name} ${each.address}`));
      const listed = set(readSymbolFile(list, [], moved).symbols);
      expect([...set(symbols)].filter((each) => !listed.has(each))).toEqual([]);
    });

    test('another build is refused: other flags, and another version of the source', () => {
      for (const other of [build(layout, '-O1'), build(layout, '-DS_MODE')])
        for (const loaded of [other, objcopy(other, '-O', 'binary')])
          expect(() => readSymbolFile(elf, firmware(loaded))).toThrow(/^it is of another build: [^\n]*$/);
    });

    test('what objcopy has kept apart from its code is known by its build id', () => {
      const debug = objcopy(elf, '--only-keep-debug');
      expect(readSymbolFile(debug, firmware(image))).toEqual(readSymbolFile(elf, firmware(image)));
      expect(() => readSymbolFile(debug, firmware(objcopy(build(layout, '-O1'), '-O', 'binary')))).toThrow(
        /^it is of another build: its \.note\.gnu\.build-id /,
      );
    });

    test('the symbols of a stripped file are those of the one from before', () => {
      const stripped = objcopy(elf, '--strip-all');
      expect(readSymbolFile(elf, firmware(stripped)).symbols).toEqual(readImage(elf, 'firmware').symbols);
      expect(() => readSymbolFile(stripped, firmware(elf))).toThrow(/before it was stripped/);
    });
  });

  test.skipIf(!existsSync(`${openSbi}/fw_jump.elf`))(
    "Debian's OpenSBI is recognised in its binary, and has no symbols",
    () => {
      const [jump, dynamic] = ['fw_jump', 'fw_dynamic'].map((name) => readFileSync(`${openSbi}/${name}.elf`));
      const image = firmware(readFileSync(`${openSbi}/fw_jump.bin`));
      expect(() => readSymbolFile(jump!, image)).toThrow(/it has no symbols; give the file as it was before/);
      expect(() => readSymbolFile(dynamic!, image)).toThrow(/it is of another build: its \.text /);
    },
  );
});
