import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageError } from './image.ts';
import { readSymbolList } from './symbol-list.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, moved = 0n) => readSymbolList(bytes(text), moved);

// Linux, kernel/kallsyms.c, s_show: "%px %c %s\t[%s]\n" for what is in a module.
test('a saved /proc/kallsyms, with modules', () => {
  expect(
    read('ffffffff80002000 T _start\nffffffff80002000 t _text\nffffffff01b3f02c t kvm_riscv_init\t[kvm]\n'),
  ).toEqual([
    { name: '_start', address: 0xffff_ffff_8000_2000n, size: 0n },
    { name: '_text', address: 0xffff_ffff_8000_2000n, size: 0n },
    { name: 'kvm_riscv_init', address: 0xffff_ffff_01b3_f02cn, size: 0n, module: 'kvm' },
  ]);
});

test('what nm prints: nothing that is elsewhere or only for debuggers, nor marks', () => {
  const list =
    '                 U missing\n                 w weak\n0000000080000010 t $xrv64\n0000000080000014 t .L0 \t[kvm]\n0000000080000020 N line\n' +
    '0000000080000000 T start\r\n\n0000000000000005 A five';
  expect(read(list, 0x100n)).toEqual([
    { name: 'start', address: 0x8000_0100n, size: 0n },
    // An absolute value is no address in the program.
    { name: 'five', address: 5n, size: 0n },
  ]);
});

test('a shift may be negative, and wraps at 2^64', () => {
  expect(read('10 T a', -0x20n)).toMatchObject([{ address: 0xffff_ffff_ffff_fff0n }]);
});

describe('what is no list', () => {
  test.each([
    ['text', 'ffffffff80002000 T _start\nHello\n', /line 2 \("Hello"\) is not like "ffffffff80002000 T _start"/],
    ['a binary', '\x7f\0\x01', /line 1 is not like/],
    ['an address that is too long', '11112222333344445 T a', /line 1/],
    ['one line without an end', 'a'.repeat(100_000), /line 1 \("a{40}"\) is not/],
    ['nothing', '\n\n', /it has no symbols/],
    ['addresses hidden', '0000000000000000 T _start\n0000000000000000 t x\t[kvm]\n', /save \/proc\/kallsyms as root/],
  ])('%s is refused', (_name, text, line) => {
    expect(() => read(text)).toThrow(ImageError);
    expect(() => read(text)).toThrow(line);
  });

  test('of bytes at random either is made, in one line', () => {
    const piece = fc.oneof(
      fc.constantFrom('\n', ' ', '\t', 'T', '[', ']', '0f', 'ffffffff80002000 T a\n'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          expect(read(pieces.join('')).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
          expect((error as ImageError).message).toMatch(/^[\x20-\x7e]+$/);
        }
      }),
    );
  });
});
