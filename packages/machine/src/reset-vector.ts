import { rom } from './devices/rom.ts';

/*
 * What QEMU's virt has at the reset vector: the boot protocol that `-bios none` payloads and M-mode firmware expect
 * (QEMU, hw/riscv/boot.c). The data follows the code.
 */
const code = [
  0x0000_0297, // auipc t0, 0
  0x0282_8613, // addi  a2, t0, 40    a2 = the fw_dynamic_info below
  0xf140_2573, // csrr  a0, mhartid
  0x0202_b583, // ld    a1, 32(t0)    a1 = the device tree
  0x0182_b283, // ld    t0, 24(t0)
  0x0002_8067, // jr    t0
] as const;

/* Source of the rest: OpenSBI, include/sbi/fw_dynamic.h. */
const FW_DYNAMIC_INFO_MAGIC_VALUE = 0x4942_534fn;
const FW_DYNAMIC_INFO_VERSION_2 = 2n;
const FW_DYNAMIC_INFO_NEXT_MODE_S = 1n;
const NO_OPTIONS = 0n;
const BOOT_HART = 0n;

/** Where all harts start in M-mode, if no built-in firmware takes them. */
export const RESET_VECTOR = rom.base;

/** What the code at the reset vector hands on, as physical addresses. */
export interface Handover {
  /** Where it jumps to. */
  readonly start: number;
  /** The device tree, for a1. */
  readonly fdt: number;
  /** Where firmware is to jump to in S-mode, for the fw_dynamic_info that a2 points to; 0 when there is nothing. */
  readonly next: number;
}

/** The contents of the ROM. */
export function resetVector({ start, fdt, next }: Handover): Uint8Array {
  const doublewords = [
    BigInt(start),
    BigInt(fdt),
    FW_DYNAMIC_INFO_MAGIC_VALUE,
    FW_DYNAMIC_INFO_VERSION_2,
    BigInt(next),
    FW_DYNAMIC_INFO_NEXT_MODE_S,
    NO_OPTIONS,
    BOOT_HART,
  ];
  const bytes = new Uint8Array(4 * code.length + 8 * doublewords.length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of code.entries()) view.setUint32(4 * index, word, true);
  for (const [index, value] of doublewords.entries()) view.setBigUint64(4 * code.length + 8 * index, value, true);
  return bytes;
}
