import { hex } from '@hartlab/isa';
import type { Random } from '../random.ts';
import { type Atp, randomAtp } from './page-tables.ts';
import { MSTATUS_BITS } from './setup.ts';
import type { Mode } from './peer.ts';

/*
 * CSR instructions. Their values are random, but where a value would take the runtime away from under the program or
 * where two conforming harts differ: `differences.ts` says which those are.
 */

const ALL = (1n << 64n) - 1n;
const INTERRUPTS = 0x666n;

/** CSRs that any mode may try to write, with the bits that are. */
const writable: readonly (readonly [csr: string, mask: bigint])[] = [
  ['mstatus', MSTATUS_BITS],
  ['sstatus', MSTATUS_BITS],
  ['vsstatus', MSTATUS_BITS],
  ['hstatus', ALL],
  ['mie', INTERRUPTS],
  ['sie', INTERRUPTS],
  ['hie', INTERRUPTS],
  ['vsie', INTERRUPTS],
  ['mip', INTERRUPTS],
  ['sip', INTERRUPTS],
  ['hip', INTERRUPTS],
  ['hvip', INTERRUPTS],
  ['vsip', INTERRUPTS],
  ['mideleg', INTERRUPTS],
  ['hideleg', INTERRUPTS],
  ['hedeleg', 0xb1ffn],
  ['mcounteren', ALL],
  ['scounteren', ALL],
  ['hcounteren', ALL],
  ['mcountinhibit', ALL],
  ['mepc', ALL],
  ['sepc', ALL],
  ['vsepc', ALL],
  ['mcause', ALL],
  ['scause', ALL],
  ['vscause', ALL],
  ['mtval', ALL],
  ['stval', ALL],
  ['vstval', ALL],
  ['mtval2', ALL],
  ['htval', ALL],
  ['htimedelta', ALL],
  ['hgeie', ALL],
  ['senvcfg', ALL & ~1n],
];

/** CSRs that are only read, or where writing is what traps. */
const readable = [
  'misa mvendorid mimpid mhartid mconfigptr hgeip medeleg mtvec stvec vstvec satp vsatp hgatp menvcfg henvcfg',
  'pmpcfg0 pmpcfg2 pmpcfg14 pmpaddr0 pmpaddr3 pmpaddr15 pmpaddr63 stimecmp vstimecmp',
  'mhpmcounter3 mhpmcounter31 hpmcounter3 hpmcounter31 mhpmevent3 mhpmevent31',
  // Odd pmpcfg, high halves and what is in no extension: they do not exist.
  '0x3a1 0xc80 0xb80 0x310 0x61a 0x000 0x5c0 0x9c0 0xcc0 0x8c0',
].flatMap((names) => names.split(' '));

/** Counters, whose values are time. */
const counters = ['cycle', 'time', 'instret', 'mcycle', 'minstret'];
const atps: readonly Atp[] = ['satp', 'vsatp', 'hgatp'];

/** Where bits of these CSRs are set and cleared, only the mask's bits may be. */
export function csrStatement(random: Random, mode: Mode): string {
  const rd = `x${random.below(32)}`;
  const source = `x${1 + random.below(31)}`;
  switch (random.below(10)) {
    case 0:
      return ` csrr ${rd}, ${random.of(writable)[0]}\n`;
    case 1:
      return ` ${random.of(['csrrs', 'csrrc'])} ${rd}, ${random.of(readable)}, zero\n`;
    case 2:
      return ` csrrs zero, ${random.of(counters)}, zero\n`;
    case 3:
      return mode === 'M' ? ` csrr ${rd}, ${random.of(readable)}\n` : ` csrrwi ${rd}, ${random.of(readOnly)}, 1\n`;
    case 4: {
      const csr = random.of(atps);
      // VS-mode's satp is vsatp; U-mode runs where one table has it.
      const value = randomAtp(random, mode === 'VS' && csr === 'satp' ? 'vsatp' : csr, 'Spike');
      return mode === 'U' || mode === 'VU' || mode === 'VS'
        ? ` csrr ${rd}, ${csr}\n`
        : ` li ${source}, ${hex(value)}\n csrrw ${rd}, ${csr}, ${source}\n`;
    }
    default: {
      const [csr, mask] = random.of(writable);
      const operation = random.of(['csrrw', 'csrrs', 'csrrc']);
      return ` li ${source}, ${hex(random.word() & mask)}\n ${operation} ${rd}, ${csr}, ${source}\n`;
    }
  }
}

/** A write to these traps in every mode. */
const readOnly = ['mhartid', 'hgeip', 'cycle', 'time', 'instret', 'hpmcounter3'];
