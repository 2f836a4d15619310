import { hex, type Isa } from '@hartlab/isa';
import { CODE, USER_ALIAS } from './memory-map.ts';
import type { Peer, Target } from './peer.ts';
import { noTriggers } from './triggers.ts';

/*
 * What surrounds the snippets of a random program. A trap is taken in the mode that the delegation says; there the
 * handler reads every CSR that trap entry writes, so that a comparison of integer registers compares them too, and goes
 * on behind the instruction that trapped. When a mode has skipped its budget of instructions, or a fetch has faulted, it
 * gives up: M-mode then goes to the next snippet.
 *
 * The snippets own every register. A handler finds its save area in xscratch, which no snippet writes.
 */

/** Offsets in a save area. */
const T0 = 0;
const T1 = 8;
const T2 = 16;
const BUDGET = 24;
const CODE_BASE = 32;
const NEXT = 40;
const SAVE_AREA = 48;
/** Instructions that a mode skips in one snippet. */
const BUDGET_OF_M = 14;
const BUDGET_OF_S = 10;
const CLINT = 0x200_0000;

interface Handler {
  readonly name: 'm' | 's' | 'vs';
  readonly scratch: string;
  readonly epc: string;
  readonly cause: string;
  /** The other CSRs that trap entry writes, and some that it may not touch. */
  readonly written: readonly string[];
  /** Makes sure that no interrupt of this mode is taken again. */
  readonly quieten: string;
  /** What to do when there is nothing to go back to. */
  readonly giveUp: string;
  readonly return: 'mret' | 'sret';
  /** Where the status register says that a landing pad is expected, and its bit for that. */
  readonly expected: readonly [status: string, bit: number];
}

const handlers: readonly Handler[] = [
  {
    name: 'm',
    scratch: 'mscratch',
    epc: 'mepc',
    cause: 'mcause',
    written: ['mtval', 'mtval2', 'mtinst', 'mstatus', 'hstatus', 'mip'],
    quieten: `csrw mie, zero\n li t0, ${CLINT}\n sw zero, 0(t0)`,
    giveUp: ' j next_snippet',
    return: 'mret',
    expected: ['mstatus', 41],
  },
  {
    name: 's',
    scratch: 'sscratch',
    epc: 'sepc',
    cause: 'scause',
    written: ['stval', 'htval', 'htinst', 'sstatus', 'hstatus', 'sip', 'vsstatus'],
    quieten: 'csrw sie, zero\n csrw hie, zero',
    giveUp: '1: ecall\n j 1b',
    return: 'sret',
    expected: ['sstatus', 23],
  },
  {
    name: 'vs',
    scratch: 'sscratch',
    epc: 'sepc',
    cause: 'scause',
    written: ['stval', 'sstatus', 'sip'],
    quieten: 'csrw sie, zero',
    giveUp: '1: ecall\n j 1b',
    return: 'sret',
    expected: ['sstatus', 23],
  },
];

/** A handler, and the table that its xtvec points to: its base in Direct mode is the first of the vectors. */
const handler = (
  { name, scratch, epc, cause, written, quieten, giveUp, return: back, expected }: Handler,
  isa: Isa,
): string => `
 .balign 256
${name}_vector:
 .rept 16
 j ${name}_entry
 .endr
${name}_entry:
 csrrw sp, ${scratch}, sp
 sd t0, ${T0}(sp)
 sd t1, ${T1}(sp)
 sd t2, ${T2}(sp)
${[epc, ...written, cause].map((csr) => ` csrr t0, ${csr}`).join('\n')}
 bltz t0, ${name}_interrupt
${isa.has('Zicfilp') ? expectNothing(expected) : ''} # Nothing follows a failed fetch, a double trap, nor M-mode's own calls for the next snippet.
 li t1, 1 << 0 | 1 << 1 | 1 << 12 | 1 << 20${name === 'm' ? ' | 0x10f00' : ''}
 srl t1, t1, t0
 andi t1, t1, 1
 bnez t1, ${name}_give_up
 ld t1, ${BUDGET}(sp)
 beqz t1, ${name}_give_up
 addi t1, t1, -1
 sd t1, ${BUDGET}(sp)
 # The length of the instruction is in its bits: all code is mapped where it lies.
 csrr t0, ${epc}
 slli t1, t0, 64 - 17
 srli t1, t1, 64 - 17
 ld t2, ${CODE_BASE}(sp)
 or t1, t1, t2
 andi t1, t1, -2
 lhu t1, 0(t1)
 andi t1, t1, 3
 addi t1, t1, -3
 seqz t1, t1
 slli t1, t1, 1
 addi t1, t1, 2
 add t0, t0, t1
 csrw ${epc}, t0
${name}_return:
 ld t0, ${T0}(sp)
 ld t1, ${T1}(sp)
 ld t2, ${T2}(sp)
 csrrw sp, ${scratch}, sp
 ${back}
 j ${name}_give_up
${name}_interrupt:
 ${quieten}
 j ${name}_return
${name}_give_up:
${giveUp}
 .balign 8
${name}_save: .zero ${SAVE_AREA}
`;

/** After a software-check exception, the instruction that is skipped was the last from which a landing pad is expected. */
const expectNothing = ([status, bit]: Handler['expected']) =>
  ` li t1, 18\n bne t0, t1, 1f\n li t1, 1 << ${bit}\n csrc ${status}, t1\n1:\n`;

/** Makes one mode's save area, xscratch and xtvec what its handler needs. */
const prepare = (name: string, scratch: string, budget: number) => `
 la t1, ${name}_save
 li t0, ${budget}
 sd t0, ${BUDGET}(t1)
 csrw ${scratch}, t1`;

/** How the last snippet ends: by HTIF in Spike, by the test finisher in QEMU. */
const ends: Readonly<Record<Peer, string>> = {
  Spike: '1: wfi\n j 1b',
  engine: '1: wfi\n j 1b',
  QEMU: ' li t0, 0x100000\n li t1, 0x5555\n sw t1, 0(t0)\n1: j 1b',
};

/** What tells M-mode and S-mode that they may be handling a trap already. */
const MDT = 1n << 42n;
const SDT = 1n << 24n;

/** Floating-point registers hold anything after a reset. */
function floats(isa: Isa): string {
  if (!isa.has('F')) return '';
  const move = isa.has('D') ? 'fmv.d.x' : 'fmv.w.x';
  const moves = Array.from({ length: 32 }, (_, index) => ` ${move} f${index}, x${index}\n`).join('');
  return ` li t0, 1 << 13\n csrs mstatus, t0\n${moves}`;
}

/** Before everything: a state in which nothing is left to the simulator, the time out of reach. */
const boot = ({ peer, isa }: Target) => `
 .globl _start
_start:
${isa.has('Smdbltrp') ? ` li t0, ${hex(MDT)}\n csrc mstatus, t0` : ''}
${isa.has('Smrnmi') ? ' csrsi mnstatus, 8' : ''}
 csrw minstret, zero
 csrw mcycle, zero
 la t0, m_vector
 csrw mtvec, t0
 li t0, ${CLINT} + 0x4000
 li t1, -1
 sd t1, 0(t0)
 csrw stimecmp, t1
 csrw vstimecmp, t1
 csrw mie, zero
 csrw mip, zero
${['m', 's', 'vs'].map((name) => ` la t1, ${name}_save\n li t0, ${CODE}\n sd t0, ${CODE_BASE}(t1)`).join('\n')}
 la t0, snippet_0
 la t1, m_save
 sd t0, ${NEXT}(t1)
${Array.from({ length: 31 }, (_, index) => ` li x${index + 1}, ${index * 0x1111}`).join('\n')}
${floats(isa)} j next_snippet

next_snippet:
 li t0, ${hex((1n << 17n) | (isa.has('Smdbltrp') ? MDT : 0n) | (isa.has('Ssdbltrp') ? SDT : 0n))}
 csrc mstatus, t0
${isa.has('Ssdbltrp') ? ' csrc vsstatus, t0' : ''}
 csrci mstatus, 8
${isa.has('Sdtrig') ? noTriggers : ''}${prepare('m', 'mscratch', BUDGET_OF_M)}
 ld t2, ${NEXT}(t1)
${prepare('s', 'sscratch', BUDGET_OF_S)}
${prepare('vs', 'vsscratch', BUDGET_OF_S)}
 jr t2

finish:
 csrw mie, zero
 la t0, tohost
 li t1, 1
 sd t1, 0(t0)
${ends[peer]}
 .balign 64
tohost: .dword 0
fromhost: .dword 0
`;

/** Says where the program goes when this snippet is over. */
export const announce = (next: string): string => ` la t0, ${next}\n la t1, m_save\n sd t0, ${NEXT}(t1)\n`;

/** t0 becomes the address of `label` at which a user may execute it, given what translates its addresses. */
export const userAddress = (label: string, atp: 'satp' | 'vsatp'): string =>
  ` la t0, ${label}\n csrr t1, ${atp}\n srli t1, t1, 60\n snez t1, t1\n slli t1, t1, ${Math.log2(USER_ALIAS)}\n add t0, t0, t1\n`;

/** The code around the snippets, which are called `snippet_0` and so on; the last goes to `finish`. */
export const runtimeFor = (target: Target): string =>
  boot(target) + handlers.map((each) => handler(each, target.isa)).join('');
