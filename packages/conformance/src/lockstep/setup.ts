import { hex } from '@hartlab/isa';
import type { Random } from '../random.ts';
import { DATA } from './memory-map.ts';
import { type Atp, randomAtp, randomLeaf, randomLeafAddress } from './page-tables.ts';
import type { Peer } from './peer.ts';

/** A number in assembly. */

/** What M-mode sets up before a snippet: each statement stands alone, so that any may be left out. */
export function randomSetup(random: Random, peer: Peer): string[] {
  return setups
    .filter(({ alsoQemu }) => peer === 'Spike' || alsoQemu)
    .flatMap(({ oneIn, statement }) => (random.oneIn(oneIn) ? [statement(random, peer)] : []));
}

interface Setup {
  readonly oneIn: number;
  readonly statement: (random: Random, peer: Peer) => string;
  /** QEMU 7.2 does it as the specifications say. */
  readonly alsoQemu?: true;
}

const write = (csr: string, value: bigint) => ` li t0, ${hex(value)}\n csrw ${csr}, t0\n`;
/** Random bits among those of the mask, all or none of them now and then. */
const bits = (random: Random, mask: bigint): bigint =>
  random.oneIn(6) ? mask : random.oneIn(6) ? 0n : random.word() & mask;

/** Every exception but those that the runtime uses: calls from HS-mode and from M-mode. */
const DELEGABLE = 0xf0_b1ffn | (1n << 10n);
/**
 * What the specification lets VS-mode handle, without bit 18, which Spike lacks. QEMU takes exceptions 2, 6 and 10 for
 * the interrupts of these numbers.
 */
const DELEGABLE_TO_VS = { Spike: 0xb1ffn, QEMU: 0xb1bbn } as const;
const HS_INTERRUPTS = 0x222n;
const VS_INTERRUPTS = 0x444n;
const M_INTERRUPTS = 0x888n;

/** mstatus but for MPRV, which the runtime clears, and FS, which Spike lets be written without an F extension. */
export const MSTATUS_BITS = 0x7d_99aan | (1n << 39n) | (1n << 38n);
const HSTATUS_BITS = 0x70_03c0n;

const setups: readonly Setup[] = [
  // An interrupt that is pending and enabled, but not taken, ends the wait at once.
  { oneIn: 16, statement: () => ' csrsi mip, 2\n csrsi mie, 2\n wfi\n' },
  { oneIn: 3, statement: (random) => write('medeleg', bits(random, DELEGABLE)), alsoQemu: true },
  { oneIn: 3, statement: (random, peer) => write('hedeleg', bits(random, DELEGABLE_TO_VS[peer])), alsoQemu: true },
  { oneIn: 3, statement: (random) => write('mideleg', bits(random, HS_INTERRUPTS)) },
  { oneIn: 3, statement: (random) => write('hideleg', bits(random, VS_INTERRUPTS)) },
  { oneIn: 3, statement: (random) => write('mie', bits(random, HS_INTERRUPTS | VS_INTERRUPTS | M_INTERRUPTS)) },
  { oneIn: 4, statement: (random) => write('mip', bits(random, HS_INTERRUPTS | 4n)) },
  { oneIn: 4, statement: (random) => write('hvip', bits(random, VS_INTERRUPTS)) },
  { oneIn: 4, statement: (random) => write('mcounteren', random.word() & 0xffff_ffffn), alsoQemu: true },
  { oneIn: 4, statement: (random) => write('hcounteren', random.word() & 0xffff_ffffn), alsoQemu: true },
  { oneIn: 4, statement: (random) => write('scounteren', random.word() & 0xffff_ffffn), alsoQemu: true },
  { oneIn: 3, statement: (random) => write('mstatus', random.word() & MSTATUS_BITS) },
  { oneIn: 3, statement: (random) => write('hstatus', random.word() & HSTATUS_BITS) },
  { oneIn: 4, statement: (random) => write('vsstatus', random.word() & MSTATUS_BITS) },
  { oneIn: 3, statement: (random) => tvec(random, 'mtvec', 'm_vector'), alsoQemu: true },
  { oneIn: 3, statement: (random) => tvec(random, 'stvec', 's_vector'), alsoQemu: true },
  { oneIn: 3, statement: (random) => tvec(random, 'vstvec', 'vs_vector'), alsoQemu: true },
  { oneIn: 2, statement: (random, peer) => atp(random, 'satp', peer), alsoQemu: true },
  { oneIn: 2, statement: (random, peer) => atp(random, 'vsatp', peer), alsoQemu: true },
  { oneIn: 2, statement: (random, peer) => atp(random, 'hgatp', peer), alsoQemu: true },
  { oneIn: 3, statement: pageTableEntry },
  { oneIn: 3, statement: pageTableEntry },
  { oneIn: 3, statement: protection },
  { oneIn: 4, statement: (random) => adue(random, 'menvcfg') },
  { oneIn: 4, statement: (random) => adue(random, 'henvcfg') },
  { oneIn: 8, statement: timerInterrupt },
  { oneIn: 8, statement: softwareInterrupt },
];

function tvec(random: Random, csr: string, vectors: string): string {
  return ` la t0, ${vectors} + ${random.below(2)}\n csrw ${csr}, t0\n`;
}

function atp(random: Random, csr: Atp, peer: Peer): string {
  return write(csr, randomAtp(random, csr, peer)) + random.of(['', ' sfence.vma\n', ' hfence.gvma\n hfence.vvma\n']);
}

/** A store to a table is followed by every fence: what a hart may see without one differs. */
function pageTableEntry(random: Random): string {
  const store = ` li t0, ${hex(randomLeafAddress(random))}\n li t1, ${hex(randomLeaf(random))}\n sd t1, 0(t0)\n`;
  return `${store} sfence.vma\n hfence.gvma\n hfence.vvma\n`;
}

const adue = (random: Random, csr: string) => ` li t0, 1 << 61\n ${random.of(['csrs', 'csrc'])} ${csr}, t0\n`;

/** mstatus.TW: below M-mode, WFI is illegal. */
export const TIMEOUT_WAIT = ' li t0, 1 << 21\n csrs mstatus, t0\n';

/** The CLINT's store is not in order with the next instruction in Spike, which looks at interrupts at a CSR access. */
function softwareInterrupt(): string {
  return ' li t0, 0x2000000\n li t1, 1\n sw t1, 0(t0)\n csrr t0, mip\n';
}

const NEVER = (1n << 64n) - 1n;

/** Of the two timers at most one is due, and it is written last: Spike forgets one when the other is written. */
function timerInterrupt(random: Random): string {
  const none = write('stimecmp', NEVER) + write('vstimecmp', NEVER);
  return none + random.of(['', write('stimecmp', 0n), write('vstimecmp', 0n)]);
}

/** The data pages' address in pmpaddr, and the bits of pmpaddr that name a part of their lower half. */
const PMP_DATA = BigInt(DATA) >> 2n;
const PMP_PART = 0x1fffn;
/** Those that name a page, and what makes them a NAPOT range of one page. */
const PMP_PAGES = 0x3c00n;
const PMP_PAGE = 0x1ffn;
const OFF = 0n;
const TOR = 8n;
const NA4 = 16n;
const NAPOT = 24n;
const LOCKED = 0x80n;

/** One of the entries that protect data pages; the last one permits what no other matches. */
function protection(random: Random): string {
  const entry = random.below(7);
  const address = PMP_DATA | (random.word() & PMP_PART) | random.of([0n, 0x7n, 0x1ffn, 0x3ffn, 0xfffn]);
  if (random.oneIn(4))
    return protect(entry, PMP_DATA | (random.word() & PMP_PAGES) | PMP_PAGE, NAPOT | BigInt(random.below(8)));
  // The first one's range to its top would begin at address 0.
  const mode = random.of(entry === 0 ? [OFF, NA4, NAPOT] : [OFF, TOR, NA4, NAPOT]);
  const config = mode | BigInt(random.below(8)) | (random.oneIn(10) ? LOCKED : 0n);
  return protect(entry, address, config);
}

function protect(entry: number, address: bigint, config: bigint): string {
  const shift = 8 * entry;
  return ` li t0, ${hex(address)}
 csrw pmpaddr${entry}, t0
 li t0, 0xff << ${shift}
 csrr t1, pmpcfg0
 not t0, t0
 and t1, t1, t0
 li t0, ${hex(config)} << ${shift}
 or t1, t1, t0
 csrw pmpcfg0, t1
`;
}

/** At the start: all of memory is permitted but for what the entries before the last one say, and Sstc is on. */
export const initialSetup = (random: Random, peer: Peer): string =>
  [
    ...[0, 1, 2, 3, 4, 5, 6].map((entry) => write(`pmpaddr${entry}`, PMP_DATA)),
    write('pmpaddr7', (1n << 54n) - 1n),
    ` li t0, ${hex(NAPOT | 7n)} << 56\n csrw pmpcfg0, t0\n`,
    ` li t0, 1 << 63\n csrs menvcfg, t0\n csrs henvcfg, t0\n`,
    ` la t0, s_vector\n csrw stvec, t0\n la t0, vs_vector\n csrw vstvec, t0\n`,
    write('hgatp', randomAtp(random, 'hgatp', peer)),
    write('vsatp', randomAtp(random, 'vsatp', peer)),
    write('satp', randomAtp(random, 'satp', peer)),
  ].join('');
