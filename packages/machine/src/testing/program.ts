import { assemble } from '@hartlab/isa';
import { PAYLOAD_BASE } from '../board.ts';
import { BufferConsole } from '../console.ts';
import type { Image } from '../image.ts';
import { Machine } from '../machine.ts';
import type { MachineOptions } from '../machine-options.ts';

/** Names that the test programs use. Addresses are those of QEMU's virt, the rest is from the SBI specification. */
const names = `
  .equ UART, 0x10000000
  .equ FINISHER, 0x100000
  .equ CLINT, 0x2000000
  .equ MTIMECMP, 0x2004000
  .equ PLIC, 0xc000000
  .equ SBI_TIME, 0x54494d45
  .equ SBI_HSM, 0x48534d
  .equ SBI_SRST, 0x53525354
  .equ SBI_DBCN, 0x4442434e
  .macro sbi extension, function
    li a7, \\extension
    li a6, \\function
    ecall
  .endm
  .macro poweroff
    li a0, 0
    li a1, 0
    sbi SBI_SRST, 0
  .endm
`;

/** A program of the tests, for `origin`: in S-mode at 0x80200000 unless said otherwise. */
export function program(source: string, origin: number = PAYLOAD_BASE): Image {
  const { bytes, symbols, entry } = assemble(names + source, { origin: BigInt(origin) });
  return {
    kind: 'assembled',
    entry: Number(entry),
    segments: [{ address: origin, bytes, size: bytes.length }],
    symbols: [...symbols].map(([name, address]) => ({ name, address, size: 0n })),
  };
}

/** A small machine that keeps its full trace hash, and its console. */
export function machineWith(
  options: Omit<MachineOptions, 'console' | 'bios'> & { bios?: MachineOptions['bios']; input?: string },
) {
  const console = new BufferConsole(options.input);
  const machine = new Machine({ bios: 'built-in', ram: 16 * 1024 ** 2, traceHash: 'full', ...options, console });
  return { machine, console };
}
