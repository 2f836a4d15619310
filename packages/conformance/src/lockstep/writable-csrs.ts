import type { Target } from './peer.ts';

/*
 * The CSRs that programs write, and which bits of them. The others are the runtime's own, or set up before a snippet, or
 * what two conforming harts do differently: `differences.ts` says which those are.
 */

const ALL = (1n << 64n) - 1n;
const bit = (number: number): bigint => 1n << BigInt(number);
const OF_AND_INHIBITS = 0x3fn << 58n;
const HS_INTERRUPTS = 0x222n;
export const VS_INTERRUPTS = 0x444n;
const LCOFI = bit(13);

/** What of the status registers may be written, but for MPRV, which the runtime clears, and MDT, which ends programs. */
export const statusBits = ({ isa }: Target): bigint =>
  0x7d_99aan |
  bit(39) |
  bit(38) |
  // FS, which Spike lets be written without an F extension.
  (isa.has('F') ? 3n << 13n : 0n) |
  // SPELP, MPELP and SDT.
  (isa.has('Zicfilp') ? bit(23) | bit(41) : 0n) |
  (isa.has('Ssdbltrp') ? bit(24) : 0n);

export const hypervisorStatusBits = ({ isa }: Target): bigint => 0x70_03c0n | (isa.has('Ssnpm') ? 3n << 48n : 0n);

/**
 * Every exception but those that the runtime uses: calls from HS-mode and from M-mode. Spike lets software checks be
 * delegated to a guest only where there are some, and QEMU 7.2 has no hardware errors.
 */
export const delegable = ({ isa, peer }: Target): bigint =>
  0xf0_b1ffn | bit(10) | (peer === 'QEMU' ? 0n : bit(19)) | (isa.has('Zicfilp') || isa.has('Zicfiss') ? bit(18) : 0n);

/** Interrupts that may be enabled below M-mode. */
export const interrupts = ({ overflows, peer }: Target): bigint =>
  HS_INTERRUPTS | (overflows ? LCOFI : 0n) | (overflows && peer === 'Spike' ? 0n : VS_INTERRUPTS);

/** FIOM, which Spike lacks, and STCE, which is always on. */
const environment = ALL & ~bit(0) & ~bit(63);

const same = (names: string, mask: bigint | ((target: Target) => bigint)) =>
  names.split(' ').map((name) => [name, typeof mask === 'bigint' ? () => mask : mask] as const);

/** By name: the bits that any mode may try to write. */
export const writableCsrs: ReadonlyMap<string, (target: Target) => bigint> = new Map([
  ...same('mstatus sstatus vsstatus', statusBits),
  ...same('hstatus', ALL),
  ...same('mie sie hie vsie mip sip mideleg', interrupts),
  ...same('hip hvip vsip hideleg', HS_INTERRUPTS | VS_INTERRUPTS),
  ...same('medeleg hedeleg', delegable),
  ...same('mcounteren scounteren hcounteren mcountinhibit', ALL),
  ...same('mepc sepc vsepc mcause scause vscause mtval stval vstval mtval2 htval htimedelta hgeie', ALL),
  ...same('fflags frm fcsr', ALL),
  ...same('ssp', ALL),
  ...same('senvcfg', environment),
  ...same('mcycle minstret mcyclecfg minstretcfg', ALL),
  ...same('mhpmevent3 mhpmevent18', ({ peer }) => (peer === 'Spike' ? OF_AND_INHIBITS : ALL)),
  ...same('mhpmevent19 mhpmevent31', 0n),
  // ENVCFG and SE0; Spike lacks others, and has custom state.
  ...same('mstateen0 hstateen0', bit(62) | bit(63)),
  ...same('sstateen0', 0n),
  ...same('mstateen1 mstateen2 mstateen3 hstateen1 hstateen2 hstateen3 sstateen1 sstateen2 sstateen3', ALL),
  ...same('mvien', HS_INTERRUPTS & ~bit(5)),
  ...same('mvip', HS_INTERRUPTS),
  ...same('hvien hviprio1', 0n),
  ...same('hviprio2', ALL),
  // Six bits of IID, DPR, IPRIOM and IPRIO; VTI does not keep a guest from sip on Spike.
  ...same('hvictl', ({ peer }) => (peer === 'Spike' ? 0x3f_03ffn : 0x7fff_03ffn)),
  ...same('siselect vsiselect', 0x3fn),
  // Engines only, as are the selectors of counters.
  ...same('miselect', 0x3fn),
  ...same('mireg sireg vsireg stopei vstopei mncause htinst mtinst tinfo', ALL),
  ...same('mhpmcounter3 mhpmcounter4 tselect tdata1 tdata2 tdata3 mcontext scontext hcontext', ALL),
  ...same('mnscratch mnepc', ALL),
  ...same('mnstatus', ALL),
  // All but MML, with which M-mode could not execute the runtime. Spike has the bits of Smepmp without it.
  ...same('mseccfg', ({ isa }) => (isa.has('Smepmp') ? ALL & ~bit(0) : ALL & ~7n)),
]);

const numbered = (name: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `${name}${first + index}`);

/** The CSRs that no program writes by chance, and why. */
export const notWritten: Readonly<Record<string, readonly string[]>> = {
  "the runtime's own": ['mtvec', 'stvec', 'vstvec', 'mscratch', 'sscratch', 'vsscratch'],
  'set up before a snippet': ['menvcfg', 'henvcfg', 'stimecmp', 'vstimecmp', ...numbered('pmpaddr', 0, 63)],
  'set up likewise, eight at a time': numbered('pmpcfg', 0, 15),
  'written with the root of a table': ['satp', 'vsatp', 'hgatp'],
  'like others of their kind': [
    ...numbered('mhpmcounter', 5, 31),
    ...numbered('mhpmevent', 4, 17),
    ...numbered('mhpmevent', 20, 30),
  ],
  'read-only': ['misa'],
  'of an IMSIC, which Spike lacks: its programs are in `imsic`': ['mtopei'],
};
