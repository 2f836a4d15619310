import { MachineMemory } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { load } from './load.ts';
import { elfFile } from './testing/elf-file.ts';
import { deviceTree } from './device-tree.ts';
import { flatten } from './fdt.ts';
import { ImageError } from './image.ts';
import { machineWith, program } from './testing/program.ts';
import { board, RAM_BASE } from './board.ts';

const MEBIBYTE = 1024 ** 2;
const s1 = 9;
const PASS = `
  li t0, FINISHER
  li t1, 0x5555
  sw t1, 0(t0)
`;

describe('boot', () => {
  test('a payload in S-mode talks to the built-in firmware', () => {
    const { machine, console } = machineWith({
      kernel: program(`
        li a0, 'A'
        sbi SBI_DBCN, 2
        poweroff
      `),
    });
    expect(machine.harts[0]).toMatchObject({ pc: 0x8020_0000n, privilege: 'S', V: false });
    expect(machine.run()).toMatchObject({ reason: 'poweroff', code: 0 });
    expect(console.text).toBe('A');
  });

  test('a1 is the device tree, with the command line, the initrd and the firmware in it', () => {
    const initrd = Uint8Array.of(1, 2, 3);
    const { machine } = machineWith({ kernel: program('wfi'), append: 'quiet', initrd, seed: 1n });
    const tree = flatten(
      deviceTree(board, {
        harts: 1,
        isa: machine.harts[0]!.isa,
        ram: 16 * MEBIBYTE,
        firmware: true,
        bootargs: 'quiet',
        initrd: { base: 0x80a0_0000, size: 3 },
        seed: 1n,
      }),
    );
    expect(machine.memory.readBytes(Number(machine.harts[0]!.x(11)), tree.length)).toEqual(tree);
    expect(machine.memory.readBytes(0x80a0_0000, 3)).toEqual(initrd);
  });

  test('without firmware, all harts start in M-mode at the entry, with their id and the device tree', () => {
    const { machine } = machineWith({
      bios: 'none',
      harts: 2,
      kernel: program(
        `
          mv s1, a0
          csrr s2, mhartid
          csrr s3, mscratch   # M-mode only
          lwu s4, 0(a1)
          wfi
        `,
        RAM_BASE,
      ),
    });
    expect(machine.run()).toMatchObject({ reason: 'halted' });
    for (const [index, hart] of machine.harts.entries())
      // The magic of a device tree, 0xd00dfeed, as a little-endian hart reads it.
      expect([s1, 18, 20].map((n) => hart.x(n))).toEqual([BigInt(index), BigInt(index), 0xedfe_0dd0n]);
  });

  test('a firmware image starts at 0x80000000 and is told where the kernel is, as fw_dynamic wants it', () => {
    const bios = program(
      `
        ld s1, 0(a2)     # magic
        ld s2, 8(a2)     # version
        ld s3, 16(a2)    # next_addr
        ld s4, 24(a2)    # next_mode
        ld s5, 32(a2)    # options
        ld s6, 40(a2)    # boot_hart
        wfi
      `,
      RAM_BASE,
    );
    const { machine } = machineWith({ bios: { image: bios.segments[0]!.bytes }, kernel: program('wfi') });
    machine.run();
    // OpenSBI, include/sbi/fw_dynamic.h
    expect([9, 18, 19, 20, 21, 22].map((n) => machine.harts[0]!.x(n))).toEqual([
      0x4942_534fn,
      2n,
      0x8020_0000n,
      1n,
      0n,
      0n,
    ]);
  });

  test.each([
    ['nothing', {}, 'there is nothing to run; give a payload with -kernel'],
    [
      'a payload on the firmware',
      { kernel: program('wfi', RAM_BASE) },
      'the kernel: 0x80000000..0x80000003 overlaps the built-in firmware',
    ],
    ['a payload outside', { kernel: program('wfi', 0x1000) }, 'the kernel: 0x1000..0x1003 lies outside RAM'],
    [
      'an initrd too large',
      { kernel: program('wfi'), initrd: new Uint8Array(7 * MEBIBYTE) },
      'the initrd: 0x80a00000..0x810fffff lies outside RAM 0x80000000..0x80ffffff',
    ],
  ])('%s is refused', (_name, options, message) => {
    expect(() => machineWith(options)).toThrow(ImageError);
    expect(() => machineWith(options)).toThrow(message);
  });

  test('what is odd about a file is said with its name, and does not keep it from running', () => {
    const { bytes } = program(PASS, RAM_BASE).segments[0]!;
    const odd = { address: 0x1_0000n, bytes: Uint8Array.of(1, 2, 3) };
    const kernel = elfFile({ entry: 0n, segments: [odd, { address: BigInt(RAM_BASE), bytes }] });
    const { machine } = machineWith({ bios: 'none', kernel });
    expect(machine.warnings).toEqual([
      'the kernel: its entry 0x0 is in no segment; it starts at its lowest address 0x80000000',
      'the kernel: 0x10000..0x10002 lies outside RAM 0x80000000..0x80ffffff, so its 3 bytes are not loaded',
    ]);
    expect(machine.run({ maxInstructions: 100 })).toMatchObject({ reason: 'pass' });
  });

  // QEMU, hw/riscv/boot.c, riscv_compute_fdt_addr: below 3 GiB, so that a supervisor of 32 bits can reach it.
  test.each([
    [16, 0x80e0_0000],
    [1024, 0xbfe0_0000],
    [1536, 0xbfe0_0000],
  ])('with %i MiB of RAM the device tree is at %i', (mebibytes, fdt) => {
    const memory = new MachineMemory({ harts: 1, ramBase: RAM_BASE, ramSize: mebibytes * MEBIBYTE });
    const loaded = load(memory, parseIsa('rv64ima'), { bios: 'built-in', kernel: program('wfi') });
    expect(loaded.fdt).toBe(fdt);
    expect(memory.read(fdt, 4)).toBe(0xedfe_0dd0n);
  });

  test('an image that ends where the next one begins is beside it, not on it', () => {
    const bytes = new Uint8Array(0x20_0000).fill(0x13);
    const { machine } = machineWith({ bios: { image: bytes }, kernel: program('wfi') });
    expect(machine.memory.read(0x801f_ffff, 1)).toBe(0x13n);
    expect(machine.memory.readBytes(0x8020_0000, 4)).toEqual(program('wfi').segments[0]!.bytes);
  });

  test.each([
    [{ harts: 0 }, 'a machine has 1 to 8 harts, not 0; change -smp'],
    [{ harts: 9 }, 'a machine has 1 to 8 harts, not 9; change -smp'],
    [{ ram: 4096 }, 'a machine has 8 MiB to 3 GiB of RAM in whole MiB, not 4096 bytes; change -m'],
    [{ ram: 4096 * MEBIBYTE }, 'a machine has 8 MiB to 3 GiB of RAM in whole MiB, not 4294967296 bytes; change -m'],
  ])('%o is refused', (options, message) => {
    expect(() => machineWith({ kernel: program('wfi'), ...options })).toThrow(new RangeError(message));
  });
});
