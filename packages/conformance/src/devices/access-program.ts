import { assemble, hex } from '@hartlab/isa';
import { elfFile } from '../elf-file.ts';
import { type Access, accessLoop, instructionOf } from './access-loop.ts';

/** What the guest saw of one access. */
export interface Answer {
  /** 0, or the exception's cause. */
  readonly cause: bigint;
  /** What a load read, 0 for a store and a trap. */
  readonly value: bigint;
  /** mip after it. */
  readonly mip: bigint;
}

const RAM = 0x8000_0000n;
const ENTRY = 32;
/** MSIP, MTIP, SEIP and MEIP: what the devices of the board drive. */
const DRIVEN = 0xa88n;

/**
 * A program for M-mode that makes the accesses and prints a line for each: cause, value and mip, in hexadecimal. It
 * begins by putting the UART, and hart 0's timer, into the state in which it needs them to print.
 */
const source = (accesses: readonly Access[]) => `
  .equ UART, 0x10000000
  la t0, trap
  csrw mtvec, t0
  li t0, 0x2004000
  li t1, -1
  sd t1, 0(t0)
  call quiet
  la s0, table
  li s4, 0
${accessLoop(ENTRY, 'record', 'stored')}
stored:
  li s3, 0
record:
  csrr t0, mip
  li t1, ${DRIVEN}
  and t0, t0, t1
  sd s4, ${8 - ENTRY}(s0)
  sd s3, ${16 - ENTRY}(s0)
  sd t0, ${24 - ENTRY}(s0)
  li s4, 0
  j next
  .balign 4
trap:
  csrr s4, mcause
  li s3, 0
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  mret

print:
  call quiet
  li t0, '\\n'
  li t1, UART
  sb t0, 0(t1)
  la s0, table
line:
  ld s1, 0(s0)
  la t0, print
  beq s1, t0, finish
  addi s2, s0, 8
  addi s3, s0, 32
field:
  ld s4, 0(s2)
  li s5, 60
digit:
  srl t0, s4, s5
  andi t0, t0, 15
  la t1, digits
  add t0, t0, t1
  lbu t0, 0(t0)
  li t1, UART
  sb t0, 0(t1)
  addi s5, s5, -4
  bgez s5, digit
  li t0, ' '
  sb t0, 0(t1)
  addi s2, s2, 8
  bne s2, s3, field
  li t0, '\\n'
  sb t0, 0(t1)
  addi s0, s0, ${ENTRY}
  j line
finish:
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
  j .

/* No interrupt, no loopback, no FIFO, and a divisor with which no FIFO times out while the program runs. */
quiet:
  li t0, UART
  li t1, 0x83
  sb t1, 3(t0)
  li t1, 0xff
  sb t1, 0(t0)
  sb t1, 1(t0)
  li t1, 3
  sb t1, 3(t0)
  sb zero, 1(t0)
  sb zero, 4(t0)
  sb zero, 2(t0)
  lbu t1, 5(t0)
  lbu t1, 6(t0)
  lbu t1, 2(t0)
  ret

digits: .ascii "0123456789abcdef"
  .balign 8
table:
${accesses
  .map((access) => {
    const { address, store = 0n } = access;
    return `  .dword ${instructionOf(access)}, ${address}, ${BigInt.asUintN(64, store)}, 0`;
  })
  .join('\n')}
  .dword print
`;

/** The program as an executable for the start of RAM. */
export function accessProgram(accesses: readonly Access[]): Uint8Array {
  const { bytes } = assemble(source(accesses), { origin: RAM });
  return elfFile({ address: RAM, bytes, symbols: {} });
}

/** What the program printed. */
export const parseAnswers = (text: string): Answer[] =>
  [...text.matchAll(/^([\da-f]{16}) ([\da-f]{16}) ([\da-f]{16}) $/gm)].map(([, cause, value, mip]) => ({
    cause: BigInt(`0x${cause}`),
    value: BigInt(`0x${value}`),
    mip: BigInt(`0x${mip}`),
  }));

/** The first access to which two machines answer differently, in words; undefined when there is none. */
export function firstDifference(
  accesses: readonly Access[],
  ours: readonly Answer[],
  theirs: readonly Answer[],
): string | undefined {
  if (ours.length !== accesses.length || theirs.length !== accesses.length)
    return `${accesses.length} accesses, ${ours.length} answers here, ${theirs.length} there`;
  for (const [index, access] of accesses.entries()) {
    const [here, there] = [shown(ours[index]!, access), shown(theirs[index]!, access)];
    if (here !== there) return `access ${index}, ${describeAccess(access)}: ${here} here, ${there} there`;
  }
  return undefined;
}

const shown = ({ cause, value, mip }: Answer, { compared = -1n }: Access): string =>
  `${cause === 0n ? `value ${hex(value & compared)}` : `cause ${cause}`}, mip ${hex(mip)}`;

const describeAccess = ({ address, width, store }: Access): string =>
  `${width} bytes ${store === undefined ? 'from' : `${hex(store)} to`} ${hex(address)}`;
