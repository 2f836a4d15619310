import { assemble, type Isa } from '@hartlab/isa';
import { elfFile } from '../../elf-file.ts';
import type { CsrSetting } from './settings.ts';

const ORIGIN = 0x8000_0000n;
const TOHOST = 0x8010_0000n;
const RESULTS = 0x8020_0000n;

/** Where each mode's MPP and MPV are in mstatus (priv "Machine Status (mstatus and mstatush) Registers"). */
const S = 1n << 11n;
const M = 3n << 11n;
const MPV = 1n << 39n;
const modeBits = { M, HS: S, U: 0n, VS: S | MPV, VU: MPV } as const;

/** A privilege mode that a CSR is accessed from. Without the hypervisor extension HS is S. */
export type Mode = keyof typeof modeBits;
export const modes = Object.keys(modeBits) as readonly Mode[];

/** The modes that a hart has. */
export const modesOf = (isa: Isa): readonly Mode[] =>
  isa.has('H') ? modes : modes.filter((mode) => !mode.startsWith('V'));

/** Doublewords that the program leaves for one address in one mode, in this order. */
export const fieldsOfResult = ['readTrap', 'writeTrap', 'before', 'afterOnes', 'afterZeros'] as const;
/** What `readTrap` and `writeTrap` are when nothing trapped: no cause. */
export const noTrap = (1n << 64n) - 1n;

/** One guest program: an ELF file for any simulator with HTIF, and where it leaves its results. */
export interface CsrProgram {
  readonly elf: Uint8Array;
  /** Results of the last mode, address by address, then of the one before, … */
  readonly results: { readonly address: bigint; readonly size: number };
}

/**
 * A program in M-mode that accesses each of `addresses` from every mode of the hart: it reads the CSR, writes all ones,
 * reads, writes all zeros, reads, and puts back what was there. M-mode is the last: not all that it writes can be undone.
 * Every trap goes to M-mode, which notes the cause and goes on. Between an access and the one that undoes it nothing touches memory or traps.
 *
 * A place for the CSR number is in the instruction only, so every address has its two routines: they begin with `lpad 0`
 * (written as the AUIPC that it is), as they are called indirectly. `locked` is for mseccfg, whose bits can take memory
 * away from M-mode.
 */
export function csrProgram(
  isa: Isa,
  setting: CsrSetting,
  addresses: readonly number[],
  { locked = false }: { readonly locked?: boolean } = {},
): CsrProgram {
  const source = [
    prologue,
    ...setting.sets.map(([csr, bits]) => `li t0, ${bits}; csrs ${csr}, t0`),
    locked ? lock : '',
    driver,
    'routines:',
    ...addresses.map(
      (address) => `auipc zero, 0; csrr a1, ${address}; jr ra; auipc zero, 0; csrw ${address}, a0; jr ra`,
    ),
    'routines_end:',
    '.balign 8',
    'modes:',
    ...modesOf(isa)
      .toReversed()
      .map((mode) => `.dword ${modeBits[mode]}`),
    'modes_end:',
  ].join('\n');
  const { bytes } = assemble(source, { origin: ORIGIN });
  const size = modesOf(isa).length * addresses.length * fieldsOfResult.length * 8;
  const elf = elfFile({
    address: ORIGIN,
    bytes,
    symbols: {
      tohost: TOHOST,
      fromhost: TOHOST + 8n,
      begin_signature: RESULTS,
      end_signature: RESULTS + BigInt(size),
    },
  });
  return { elf, results: { address: RESULTS, size } };
}

/**
 * Makes traps harmless (Smdbltrp and Smrnmi come out of reset expecting software to know them; a CSR that does not exist
 * is skipped), lets every mode use memory, and sees to it that no interrupt becomes pending.
 */
const prologue = `
.equ MTIMECMP, 0x2004000
_start:
  li t0, 1 << 42
  csrc mstatus, t0
  la t0, trap
  csrw mtvec, t0
  csrsi 0x744, 8
  li t0, -1
  csrw pmpaddr0, t0
  csrw mcountinhibit, t0
  csrw stimecmp, t0
  csrw vstimecmp, t0
  li t1, MTIMECMP
  sd t0, 0(t1)
  li t0, 0x1f
  csrw pmpcfg0, t0
`;

/**
 * Two locked PMP entries that let the program go on in M-mode when mseccfg.MML and MMWP are set: its code can be read
 * and executed, the rest read and written (priv "Smepmp Physical Memory Protection Rules").
 */
const lock = `
  li t0, ${(ORIGIN >> 2n) | 0x7fffn}
  csrw pmpaddr0, t0
  li t0, -1
  csrw pmpaddr1, t0
  li t0, 0x9b9d
  csrw pmpcfg0, t0
`;

/**
 * Registers: s0 the routines of the address, s4 the next result, s5 the mode; s2 the cause of the latest trap, if any.
 * A call in another mode changes no other register than a0, a1, s2 and those of the result.
 */
const driver = `
  li s4, ${RESULTS}
  la s5, modes
next_mode:
  la s0, routines
next_address:
  csrw mcycle, zero
  csrw minstret, zero
  li t0, ${M | MPV | (1n << 42n)}
  csrc mstatus, t0
  ld t0, 0(s5)
  csrs mstatus, t0
  la t0, access
  csrw mepc, t0
  mret

access:
  li s2, -1
  li a1, 0
  jalr ra, 0(s0)
  mv s7, s2
  mv s9, a1
  li s10, 0
  li s11, 0
  li s2, -1
  li a0, -1
  jalr ra, 12(s0)
  mv s8, s2
  li t0, -1
  bne s8, t0, accessed
  jalr ra, 0(s0)
  mv s10, a1
  li a0, 0
  jalr ra, 12(s0)
  jalr ra, 0(s0)
  mv s11, a1
  mv a0, s9
  jalr ra, 12(s0)
accessed:
  ecall

store:
  sd s7, 0(s4)
  sd s8, 8(s4)
  sd s9, 16(s4)
  sd s10, 24(s4)
  sd s11, 32(s4)
  addi s4, s4, 40
  addi s0, s0, 24
  la t0, routines_end
  bltu s0, t0, next_address
  addi s5, s5, 8
  la t0, modes_end
  bltu s5, t0, next_mode
  li t0, 1
  li t1, ${TOHOST}
  sd t0, 0(t1)
1:
  j 1b

.balign 4
trap:
  csrr t6, mcause
  addi t5, t6, -8
  sltiu t5, t5, 4
  bnez t5, store
  mv s2, t6
  csrr t6, mepc
  addi t6, t6, 4
  csrw mepc, t6
  mret
.balign 4
`;
