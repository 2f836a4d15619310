import { describe, expect, test } from 'vitest';
import { readElf } from './elf.ts';
import { elfFile } from './testing/elf-file.ts';
import type { Role } from './role.ts';

/*
 * Expected starts: what QEMU 7.2 and 11.1 (-M virt) did with a program that has other code at its lowest address than at
 * its entry; for firmware they differ, and 11.1 counts. QEMU, hw/riscv/boot.c, riscv_load_kernel and riscv_load_firmware.
 */
const bytes = new Uint8Array(64).fill(0x13);
const RX = 5;
const RW = 6;

function start(role: Role, entry: bigint, ...segments: Parameters<typeof elfFile>[0]['segments']) {
  const { entry: address, warnings } = readElf(elfFile({ entry, segments }), role);
  return { address, warnings };
}

describe('a file whose entry is not its lowest address', () => {
  test.each([
    ['S-mode', 0x8020_0000, 0x8020_0000, 'it starts at 0x80200000, as under QEMU, not at its entry 0x80200010'],
    ['S-mode', 0x8040_0000, 0x8040_0000, 'it starts at 0x80400000, as under QEMU, not at its entry 0x80400010'],
    ['M-mode', 0x8000_0000, 0x8000_0000, 'it starts at 0x80000000, as under QEMU, not at its entry 0x80000010'],
    // QEMU runs into nothing here; riscv-isa-sim starts at the entry.
    [
      'M-mode',
      0x8020_0000,
      0x8020_0010,
      'it starts at its entry 0x80200010; QEMU would start at 0x80000000, where it has no code',
    ],
    ['firmware', 0x8000_0000, 0x8000_0010, undefined],
    ['firmware', 0x8020_0000, 0x8020_0010, undefined],
  ] as const)('%s at %i starts at %i', (role, base, address, warning) => {
    const warnings = warning === undefined ? [] : [warning];
    expect(start(role, BigInt(base) + 0x10n, { address: BigInt(base), bytes })).toEqual({ address, warnings });
  });
});

test.each(['S-mode', 'M-mode', 'firmware'] as const)('an entry in no segment is no reason not to run (%s)', (role) => {
  const { address, warnings } = start(role, 0n, { address: 0x8020_0000n, bytes }, { address: 0x8000_0000n, bytes });
  expect(address).toBe(0x8000_0000);
  expect(warnings).toEqual(['its entry 0x0 is in no segment; it starts at its lowest address 0x80000000']);
});

test('what lies below RAM or has no bytes is not the lowest address', () => {
  const { address } = start(
    'S-mode',
    0x8020_1000n,
    { address: 0x1_0000n, bytes },
    { address: 0x8020_0000n, bytes: new Uint8Array(), memorySize: 64n },
    { address: 0x8020_1000n, bytes },
  );
  expect(address).toBe(0x8020_1000);
});

// So GNU ld links riscv-tests. QEMU 7.2 and 11.1 trap at the note; riscv-isa-sim starts at the entry.
test('a note at the lowest address is not run', () => {
  const note = Uint8Array.of(4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0, ...bytes);
  const { address, warnings } = start('M-mode', 0x8000_0028n, { address: 0x8000_0000n, bytes: note });
  expect(address).toBe(0x8000_0028);
  expect(warnings).toEqual(['it starts at its entry 0x80000028; QEMU would start at 0x80000000, where it has no code']);
});

test('data at the lowest address is not run while there is code', () => {
  const data = { address: 0x8000_0000n, bytes, flags: RW };
  const code = { address: 0x8000_1000n, bytes, flags: RX };
  for (const role of ['S-mode', 'M-mode'] as const)
    expect(start(role, 0x8000_1000n, data, code).address).toBe(0x8000_1000);
  // Flags that call nothing code say nothing.
  expect(start('S-mode', 0x8000_1000n, data, { ...code, flags: RW }).address).toBe(0x8000_0000);
});

describe('an entry is', () => {
  test('virtual: linked high, loaded low', () => {
    const high = { address: 0x8020_0000n, virtual: 0xffff_ffff_8000_0000n, bytes };
    expect(start('M-mode', 0xffff_ffff_8000_0004n, high).address).toBe(0x8020_0004);
  });

  test('or physical, in files whose linker script computes it', () => {
    const high = { address: 0x8020_0000n, virtual: 0xffff_ffff_8000_0000n, bytes };
    expect(start('M-mode', 0x8020_0008n, high).address).toBe(0x8020_0008);
  });

  test('in code, where the addresses of code and data coincide', () => {
    const data = { address: 0x8030_0000n, virtual: 0x8020_0000n, bytes, flags: RW };
    const code = { address: 0x8020_0000n, bytes, flags: RX };
    expect(start('firmware', 0x8020_0004n, data, code).address).toBe(0x8020_0004);
  });
});
