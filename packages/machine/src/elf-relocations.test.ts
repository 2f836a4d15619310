import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { RAM_BASE } from './board.ts';
import { readElf } from './elf.ts';
import type { Role } from './role.ts';
import { elfFile } from './testing/elf-file.ts';
import { machineWith } from './testing/program.ts';

const ET_EXEC = 2;
const ET_DYN = 3;
const PT_DYNAMIC = 2;

/** Prints the byte that a relocated pointer points to. The table of relocations and the dynamic section are data of it. */
const source = `
  start:
    lla t0, pointer
    ld t1, 0(t0)
    lbu t1, 0(t1)
    li t0, 0x10000000
    sb t1, 0(t0)
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
    1: j 1b
  text: .ascii "P"
  .balign 8
  pointer: .dword 0
  rela: .dword pointer, 3, text      # R_RISCV_RELATIVE
        .dword pointer, 5, 0         # R_RISCV_JUMP_SLOT: for a dynamic linker
        .dword 0x7000000, 3, 0       # in no segment
  dynamic: .dword 7, rela, 8, 72, 9, 24, 0, 0
`;

function position(origin: bigint, virtual = origin): Uint8Array {
  const { bytes, symbols } = assemble(source, { origin: virtual });
  const dynamic = symbols.get('dynamic')! - virtual;
  const file = elfFile({
    entry: virtual,
    type: ET_DYN,
    segments: [
      { address: origin, virtual, bytes },
      { address: 0n, bytes: new Uint8Array(64), type: PT_DYNAMIC },
    ],
    symbols: { start: symbols.get('start')!, constant: { value: 5n, section: 0xfff1 } },
  });
  // The dynamic section is the one inside the first segment.
  const view = new DataView(file.buffer);
  view.setBigUint64(64 + 56 + 8, view.getBigUint64(64 + 8, true) + dynamic, true);
  return file;
}

/** What riscv-isa-sim does to the addresses of such a file (fesvr/elfloader.cc, load_offset); a supervisor's base differs. */
describe('a position-independent executable linked at 0', () => {
  test.each([
    ['firmware', 0x8000_0000n],
    ['M-mode', 0x8000_0000n],
    ['S-mode', 0x8020_0000n],
  ] as const)('as %s goes to the base of its role, with its entry, symbols and pointers', (role, base) => {
    const image = readElf(position(0n), role);
    expect(image).toMatchObject({ entry: Number(base), segments: [{ address: Number(base) }], warnings: [] });
    const { symbols } = assemble(source, { origin: base });
    const [address, value] = ['pointer', 'text'].map((name) => symbols.get(name)!);
    expect(image.relocations).toEqual([{ address: Number(address), value }]);
    expect(image.symbols).toEqual([
      { name: 'start', address: base, size: 0n },
      { name: 'constant', address: 5n, size: 0n },
    ]);
  });

  test.each([
    ['-kernel', { bios: 'none', kernel: position(0n) }],
    ['-bios', { bios: { image: position(0n) } }],
  ] as const)('runs, as %s', (_name, options) => {
    const { machine, console } = machineWith(options);
    expect(machine.run({ maxInstructions: 100 })).toMatchObject({ reason: 'pass' });
    expect(console.text).toBe('P');
  });
});

test('one that was linked in RAM stays there, as U-Boot does under QEMU', () => {
  const image = readElf(position(0x8020_0000n), 'M-mode');
  expect(image).toMatchObject({ entry: 0x8020_0000, segments: [{ address: 0x8020_0000 }] });
  expect(image.symbols[0]).toMatchObject({ address: 0x8020_0000n });
});

test('one whose first page lies before RAM stays as well, with the part that is in RAM', () => {
  const bytes = new Uint8Array(0x1008);
  const image = readElf(
    elfFile({ entry: 0x8000_0000n, type: ET_DYN, segments: [{ address: 0x7fff_f000n, bytes }] }),
    'M-mode',
  );
  expect(image.segments.map(({ address }) => address)).toEqual([0x7fff_f000, 0x8000_0000]);
});

test('one that maps itself keeps its virtual addresses, as a relocatable Linux', () => {
  const virtual = 0xffff_ffff_8000_0000n;
  const image = readElf(position(0n, virtual), 'S-mode');
  expect(image).toMatchObject({ entry: 0x8020_0000, segments: [{ address: 0x8020_0000 }] });
  expect(image.symbols[0]).toMatchObject({ address: virtual });
  const { symbols } = assemble(source, { origin: virtual });
  const pointer = Number(symbols.get('pointer')! - virtual);
  expect(image.relocations).toEqual([{ address: 0x8020_0000 + pointer, value: symbols.get('text')! }]);
});

// The program headers that Linux 7.2's arch/riscv/kernel/vmlinux.lds.S asks for, without CONFIG_RELOCATABLE: AT(ADDR(.text) - LOAD_OFFSET).
test('vmlinux, which maps itself, is at the base of its role even as an executable', () => {
  const virtual = 0xffff_ffff_8000_0000n;
  const text = { address: 0n, virtual, bytes: new Uint8Array(64).fill(0x13), memorySize: 0x1000n };
  const data = { address: 0x20_0000n, virtual: virtual + 0x20_0000n, bytes: Uint8Array.of(1), flags: 6 };
  const image = readElf(elfFile({ entry: virtual, segments: [text, data], symbols: { _start: virtual } }), 'S-mode');
  expect(image).toMatchObject({
    entry: 0x8020_0000,
    segments: [{ address: 0x8020_0000 }, { address: 0x8040_0000 }],
    symbols: [{ name: '_start', address: virtual }],
    warnings: [],
  });
  const plain = { ...text, virtual: 0n };
  expect(readElf(elfFile({ entry: 0n, segments: [plain] }), 'S-mode').segments).toMatchObject([{ address: 0 }]);
});

test('one that GNU ld calls ET_EXEC, because it is not linked at 0, is relocated all the same', () => {
  const file = position(BigInt(RAM_BASE));
  expect(readElf(file.with(16, ET_EXEC), 'M-mode')).toEqual(readElf(file, 'M-mode'));
  expect(readElf(file, 'M-mode').relocations).toHaveLength(1);
});

test.each<[string, number, Role]>([
  ['the address of the table', 8, 'M-mode'],
  ['its size', 24, 'M-mode'],
])('a damaged dynamic section costs only the relocations: %s', (_name, at, role) => {
  const file = position(0n);
  const view = new DataView(file.buffer);
  view.setBigUint64(Number(view.getBigUint64(64 + 56 + 8, true)) + at, 2n ** 64n - 1n, true);
  expect(readElf(file, role)).toMatchObject({ entry: RAM_BASE, warnings: [] });
});
