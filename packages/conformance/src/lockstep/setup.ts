import { type Extension, hex } from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import { DATA } from './memory-map.ts';
import { type Atp, randomAtp, randomLeaf, randomLeafAddress } from './page-tables.ts';
import type { Target } from './peer.ts';
import { randomTrigger } from './triggers.ts';
import { delegable, hypervisorStatusBits, interrupts, statusBits, VS_INTERRUPTS } from './writable-csrs.ts';

/** What M-mode sets up before a snippet: each statement stands alone, so that any may be left out. */
export function randomSetup(random: Random, target: Target): string[] {
  return setups
    .filter(
      ({ alsoQemu, having, onlyEngines }) =>
        (!having || target.isa.has(having)) &&
        (target.peer !== 'QEMU' || alsoQemu) &&
        (target.peer === 'engine' || !onlyEngines),
    )
    .flatMap(({ oneIn, statement }) => (random.oneIn(oneIn) ? [statement(random, target)] : []));
}

interface Setup {
  readonly oneIn: number;
  readonly statement: (random: Random, target: Target) => string;
  /** QEMU 7.2 does it as the specifications say. */
  readonly alsoQemu?: true;
  /** No peer does it alike. */
  readonly onlyEngines?: true;
  /** Only where there is this extension. */
  readonly having?: Extension;
}

const write = (csr: string, value: bigint) => ` li t0, ${hex(value)}\n csrw ${csr}, t0\n`;
/** Random bits among those of the mask, all or none of them now and then. */
const bits = (random: Random, mask: bigint): bigint =>
  random.oneIn(6) ? mask : random.oneIn(6) ? 0n : random.word() & mask;

/** What the specification lets VS-mode handle. QEMU takes exceptions 2, 6 and 10 for the interrupts of these numbers. */
const DELEGABLE_TO_VS = { Spike: 0xc_b1ffn, QEMU: 0xb1bbn, engine: 0xc_b1ffn } as const;
const INTERRUPTS_OF_M = 0x888n;

const setups: readonly Setup[] = [
  // An interrupt that is pending and enabled, but not taken, ends the wait at once.
  { oneIn: 16, statement: () => ' csrsi mip, 2\n csrsi mie, 2\n wfi\n' },
  { oneIn: 3, statement: (random, target) => write('medeleg', bits(random, delegable(target))), alsoQemu: true },
  {
    oneIn: 3,
    statement: (random, target) => write('hedeleg', bits(random, delegable(target) & DELEGABLE_TO_VS[target.peer])),
    alsoQemu: true,
  },
  { oneIn: 3, statement: (random, target) => write('mideleg', bits(random, interrupts(target) & ~VS_INTERRUPTS)) },
  { oneIn: 3, statement: (random) => write('hideleg', bits(random, VS_INTERRUPTS)) },
  { oneIn: 3, statement: (random, target) => write('mie', bits(random, interrupts(target) | INTERRUPTS_OF_M)) },
  { oneIn: 4, statement: (random, target) => write('mip', bits(random, (interrupts(target) & ~VS_INTERRUPTS) | 4n)) },
  { oneIn: 4, statement: (random) => write('hvip', bits(random, VS_INTERRUPTS)) },
  { oneIn: 4, statement: (random) => write('mcounteren', random.word() & 0xffff_ffffn), alsoQemu: true },
  { oneIn: 4, statement: (random) => write('hcounteren', random.word() & 0xffff_ffffn), alsoQemu: true },
  { oneIn: 4, statement: (random) => write('scounteren', random.word() & 0xffff_ffffn), alsoQemu: true },
  { oneIn: 3, statement: (random, target) => write('mstatus', random.word() & statusBits(target)) },
  { oneIn: 3, statement: (random, target) => write('hstatus', random.word() & hypervisorStatusBits(target)) },
  { oneIn: 4, statement: (random, target) => write('vsstatus', random.word() & statusBits(target)) },
  { oneIn: 3, statement: randomTrigger, having: 'Sdtrig' },
  { oneIn: 3, statement: counter, onlyEngines: true },
  { oneIn: 3, statement: soon, onlyEngines: true },
  { oneIn: 60, statement: doubleTrap, having: 'Smdbltrp' },
  { oneIn: 2, statement: (random) => environment(random, 'menvcfg') },
  { oneIn: 2, statement: (random) => environment(random, 'henvcfg') },
  { oneIn: 2, statement: (random) => environment(random, 'senvcfg') },
  { oneIn: 6, statement: (random) => environment(random, 'mseccfg', LPE << 8n), having: 'Zicfilp' },
  { oneIn: 6, statement: (random) => environment(random, 'mseccfg', PMM), having: 'Smmpm' },
  { oneIn: 8, statement: (random) => environment(random, 'mseccfg', MMWP_AND_RLB), having: 'Smepmp' },
  { oneIn: 4, statement: (random) => environment(random, 'mstateen0', STATE_ENABLES), having: 'Smstateen' },
  { oneIn: 4, statement: (random) => environment(random, 'hstateen0', STATE_ENABLES), having: 'Smstateen' },
  { oneIn: 3, statement: (random) => tvec(random, 'mtvec', 'm_vector'), alsoQemu: true },
  { oneIn: 3, statement: (random) => tvec(random, 'stvec', 's_vector'), alsoQemu: true },
  { oneIn: 3, statement: (random) => tvec(random, 'vstvec', 'vs_vector'), alsoQemu: true },
  { oneIn: 2, statement: (random, target) => atp(random, 'satp', target), alsoQemu: true },
  { oneIn: 2, statement: (random, target) => atp(random, 'vsatp', target), alsoQemu: true },
  { oneIn: 2, statement: (random, target) => atp(random, 'hgatp', target), alsoQemu: true },
  { oneIn: 3, statement: pageTableEntry },
  { oneIn: 3, statement: pageTableEntry },
  { oneIn: 3, statement: protection },
  { oneIn: 8, statement: timerInterrupt },
  { oneIn: 8, statement: softwareInterrupt },
];

const OVERFLOW_INTERRUPT = 1n << 13n;
/** Of mhpmevent: nothing, what the SBI has events for, and what is this hart's own. */
const SELECTORS = [0, 1, 2, 5, 0x100, 0x101, 0x102, 0x1_0000, 0x1_0002];

/** A counter that overflows soon, and perhaps interrupts. */
function counter(random: Random): string {
  const n = 3 + random.below(3);
  const event = (BigInt(random.below(32) & random.below(32)) << 58n) | BigInt(random.of(SELECTORS));
  const value = BigInt.asUintN(64, -BigInt(1 + random.below(200)));
  const enabled = random.oneIn(2) ? ` li t0, ${hex(OVERFLOW_INTERRUPT)}\n csrs mie, t0\n` : '';
  return `${write(`mhpmevent${n}`, event)}${write(`mhpmcounter${n}`, value)}${enabled}`;
}

/** A timer whose time comes in the course of the snippet. */
function soon(random: Random): string {
  return ` rdtime t0\n addi t0, t0, ${random.below(300)}\n csrw ${random.of(['stimecmp', 'vstimecmp'])}, t0\n`;
}

/** The next trap in M-mode ends the program; with Smrnmi it would go to a handler, which Spike does not model. */
function doubleTrap(_random: Random, { isa }: Target): string {
  return isa.has('Smrnmi') ? '' : ' li t0, 1 << 42\n csrs mstatus, t0\n';
}

function tvec(random: Random, csr: string, vectors: string): string {
  return ` la t0, ${vectors} + ${random.below(2)}\n csrw ${csr}, t0\n`;
}

function atp(random: Random, csr: Atp, target: Target): string {
  return (
    write(csr, randomAtp(random, csr, target.peer)) + random.of(['', ' sfence.vma\n', ' hfence.gvma\n hfence.vvma\n'])
  );
}

/** A store to a table is followed by every fence: what a hart may see without one differs. */
function pageTableEntry(random: Random, target: Target): string {
  const store = ` li t0, ${hex(randomLeafAddress(random))}\n li t1, ${hex(randomLeaf(random, target))}\n sd t1, 0(t0)\n`;
  return `${store} sfence.vma\n hfence.gvma\n hfence.vvma\n`;
}

/** LPE, SSE, CBIE, CBCFE, CBZE, PMM, ADUE and PBMTE of the environment configurations; DTE and STCE stay. */
const ENVIRONMENT = 0xfcn | (3n << 32n) | (3n << 61n);
const DTE = 1n << 59n;
const LPE = 1n << 2n;
const PMM = 3n << 32n;
const MMWP_AND_RLB = 6n;
const STATE_ENABLES = 3n << 62n;

/** Sets some bits, which are on or off then. */
const environment = (random: Random, csr: string, mask = ENVIRONMENT) =>
  ` li t0, ${hex(mask)}\n csrc ${csr}, t0\n li t0, ${hex(random.word() & mask)}\n csrs ${csr}, t0\n`;

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
function protection(random: Random, { isa, peer }: Target): string {
  const entry = random.below(7);
  if (random.oneIn(4))
    return protect(entry, PMP_DATA | (random.word() & PMP_PAGES) | PMP_PAGE, NAPOT | BigInt(random.below(8)));
  const config = BigInt(random.below(8)) | (random.oneIn(10) ? LOCKED : 0n);
  const address = PMP_DATA | (random.word() & PMP_PART);
  // Whether an entry may match a part of a cache block is left open.
  if (peer === 'Spike' && (isa.has('Zicbom') || isa.has('Zicboz')))
    return protect(
      entry,
      (address & ~0xfn) | random.of([0x7n, 0x1ffn, 0x3ffn, 0xfffn]),
      random.of([OFF, NAPOT]) | config,
    );
  // The first one's range to its top would begin at address 0.
  const mode = random.of(entry === 0 ? [OFF, NA4, NAPOT] : [OFF, TOR, NA4, NAPOT]);
  return protect(entry, address | random.of([0n, 0x7n, 0x1ffn, 0x3ffn, 0xfffn]), mode | config);
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

const environmentOn = (csr: string, bits: bigint) => ` li t0, ${hex(bits)}\n csrs ${csr}, t0\n`;

/** At the start: all of memory is permitted but for what the entries before the last one say, and what can be is on. */
export const initialSetup = (random: Random, target: Target): string =>
  [
    ...[0, 1, 2, 3, 4, 5, 6].map((entry) => write(`pmpaddr${entry}`, PMP_DATA)),
    write('pmpaddr7', (1n << 54n) - 1n),
    ` li t0, ${hex(NAPOT | 7n)} << 56\n csrw pmpcfg0, t0\n`,
    ` li t0, 1 << 63\n csrs menvcfg, t0\n csrs henvcfg, t0\n`,
    ...(target.isa.has('Ssdbltrp') ? [environmentOn('menvcfg', DTE), environmentOn('henvcfg', DTE)] : []),
    ...(target.isa.has('Smstateen')
      ? [environmentOn('mstateen0', STATE_ENABLES), environmentOn('hstateen0', STATE_ENABLES)]
      : []),
    ...(target.isa.has('F') ? [' li t0, 1 << 13\n csrs mstatus, t0\n csrs vsstatus, t0\n'] : []),
    ` la t0, s_vector\n csrw stvec, t0\n la t0, vs_vector\n csrw vstvec, t0\n`,
    write('hgatp', randomAtp(random, 'hgatp', target.peer)),
    write('vsatp', randomAtp(random, 'vsatp', target.peer)),
    write('satp', randomAtp(random, 'satp', target.peer)),
  ].join('');
