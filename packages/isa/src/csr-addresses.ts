type UpTo<N extends number, Before extends number[] = []> = Before['length'] extends N
  ? Before[number]
  : UpTo<N, [...Before, Before['length']]>;
/** The numbers from `First` to `Last`, both included. */
type Range<First extends number, Last extends number> = Exclude<UpTo<Last> | Last, UpTo<First>>;

/** A run of CSRs that differ by a number alone, at consecutive addresses: `hpmcounter3` to `hpmcounter31`. */
const numbered = <
  const Name extends string,
  const First extends number,
  const Last extends number,
  const High extends string = '',
>(
  name: Name,
  first: First,
  last: Last,
  address: number,
  high?: High,
) =>
  Object.fromEntries(
    Array.from({ length: last - first + 1 }, (_, index) => [`${name}${first + index}${high ?? ''}`, address + index]),
  ) as Readonly<Record<`${Name}${Range<First, Last>}${High}`, number>>;

/**
 * The 12-bit address of every CSR that the specification allocates, in its order (priv "CSR Listing"). Names that end
 * in `h` and carry an upper half exist on RV32 only; they are here because an assembler must know the name.
 */
export const csrAddresses = {
  // Unprivileged Floating-Point CSRs
  fflags: 0x001,
  frm: 0x002,
  fcsr: 0x003,

  // Unprivileged Vector CSRs
  vstart: 0x008,
  vxsat: 0x009,
  vxrm: 0x00a,
  vcsr: 0x00f,
  vl: 0xc20,
  vtype: 0xc21,
  vlenb: 0xc22,

  // Unprivileged Zicfiss Extension CSR
  ssp: 0x011,

  // Unprivileged Zkr Extension CSR
  seed: 0x015,

  // Unprivileged Zcmt Extension CSR
  jvt: 0x017,

  // Unprivileged Counter/Timers
  cycle: 0xc00,
  time: 0xc01,
  instret: 0xc02,
  ...numbered('hpmcounter', 3, 31, 0xc03),
  cycleh: 0xc80,
  timeh: 0xc81,
  instreth: 0xc82,
  ...numbered('hpmcounter', 3, 31, 0xc83, 'h'),

  // Supervisor Trap Setup
  sstatus: 0x100,
  sie: 0x104,
  stvec: 0x105,
  scounteren: 0x106,
  sieh: 0x114,

  // Supervisor Configuration
  senvcfg: 0x10a,

  // Supervisor Counter Setup
  scountinhibit: 0x120,

  // Supervisor Trap Handling
  sscratch: 0x140,
  sepc: 0x141,
  scause: 0x142,
  stval: 0x143,
  sip: 0x144,
  siph: 0x154,
  stopei: 0x15c,
  scountovf: 0xda0,
  stopi: 0xdb0,

  // Supervisor Indirect
  siselect: 0x150,
  sireg: 0x151,
  sireg2: 0x152,
  sireg3: 0x153,
  sireg4: 0x155,
  sireg5: 0x156,
  sireg6: 0x157,

  // Supervisor Protection and Translation
  satp: 0x180,

  // Supervisor Timer Compare
  stimecmp: 0x14d,
  stimecmph: 0x15d,

  // Debug/Trace Registers
  scontext: 0x5a8,

  // Supervisor Resource Management Configuration
  srmcfg: 0x181,

  // Supervisor State Enable Registers
  sstateen0: 0x10c,
  sstateen1: 0x10d,
  sstateen2: 0x10e,
  sstateen3: 0x10f,

  // Supervisor Control Transfer Records Configuration
  sctrctl: 0x14e,
  sctrstatus: 0x14f,
  sctrdepth: 0x15f,

  // Hypervisor Trap Setup
  hstatus: 0x600,
  hedeleg: 0x602,
  hideleg: 0x603,
  hie: 0x604,
  hcounteren: 0x606,
  hgeie: 0x607,
  hvien: 0x608,
  hvictl: 0x609,
  hedelegh: 0x612,
  hidelegh: 0x613,
  hvienh: 0x618,
  hviprio1: 0x646,
  hviprio2: 0x647,
  hviprio1h: 0x656,
  hviprio2h: 0x657,

  // Hypervisor Trap Handling
  htval: 0x643,
  hip: 0x644,
  hvip: 0x645,
  htinst: 0x64a,
  hviph: 0x655,
  hgeip: 0xe12,

  // Hypervisor Configuration
  henvcfg: 0x60a,
  henvcfgh: 0x61a,

  // Hypervisor Protection and Translation
  hgatp: 0x680,

  // Debug/Trace Registers
  hcontext: 0x6a8,

  // Hypervisor Counter/Timer Virtualization Registers
  htimedelta: 0x605,
  htimedeltah: 0x615,

  // Hypervisor State Enable Registers
  hstateen0: 0x60c,
  hstateen1: 0x60d,
  hstateen2: 0x60e,
  hstateen3: 0x60f,
  hstateen0h: 0x61c,
  hstateen1h: 0x61d,
  hstateen2h: 0x61e,
  hstateen3h: 0x61f,

  // Virtual Supervisor Registers
  vsstatus: 0x200,
  vsie: 0x204,
  vstvec: 0x205,
  vsieh: 0x214,
  vsscratch: 0x240,
  vsepc: 0x241,
  vscause: 0x242,
  vstval: 0x243,
  vsip: 0x244,
  vsiph: 0x254,
  vstopei: 0x25c,
  vsatp: 0x280,
  vstopi: 0xeb0,

  // Virtual Supervisor Indirect
  vsiselect: 0x250,
  vsireg: 0x251,
  vsireg2: 0x252,
  vsireg3: 0x253,
  vsireg4: 0x255,
  vsireg5: 0x256,
  vsireg6: 0x257,

  // Virtual Supervisor Timer Compare
  vstimecmp: 0x24d,
  vstimecmph: 0x25d,

  // Virtual Supervisor Control Transfer Records Configuration
  vsctrctl: 0x24e,

  // Machine Information Registers
  mvendorid: 0xf11,
  marchid: 0xf12,
  mimpid: 0xf13,
  mhartid: 0xf14,
  mconfigptr: 0xf15,

  // Machine Trap Setup
  mstatus: 0x300,
  misa: 0x301,
  medeleg: 0x302,
  mideleg: 0x303,
  mie: 0x304,
  mtvec: 0x305,
  mcounteren: 0x306,
  mvien: 0x308,
  mvip: 0x309,
  mstatush: 0x310,
  medelegh: 0x312,
  midelegh: 0x313,
  mieh: 0x314,
  mvienh: 0x318,
  mviph: 0x319,

  // Machine Trap Handling
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mip: 0x344,
  mtinst: 0x34a,
  mtval2: 0x34b,
  miph: 0x354,
  mtopei: 0x35c,
  mtopi: 0xfb0,

  // Machine Indirect
  miselect: 0x350,
  mireg: 0x351,
  mireg2: 0x352,
  mireg3: 0x353,
  mireg4: 0x355,
  mireg5: 0x356,
  mireg6: 0x357,

  // Machine Configuration
  menvcfg: 0x30a,
  menvcfgh: 0x31a,
  mseccfg: 0x747,
  mseccfgh: 0x757,

  // Machine Memory Protection
  ...numbered('pmpcfg', 0, 15, 0x3a0),
  ...numbered('pmpaddr', 0, 63, 0x3b0),

  // Machine State Enable Registers
  mstateen0: 0x30c,
  mstateen1: 0x30d,
  mstateen2: 0x30e,
  mstateen3: 0x30f,
  mstateen0h: 0x31c,
  mstateen1h: 0x31d,
  mstateen2h: 0x31e,
  mstateen3h: 0x31f,

  // Machine Non-Maskable Interrupt Handling
  mnscratch: 0x740,
  mnepc: 0x741,
  mncause: 0x742,
  mnstatus: 0x744,

  // Machine Counter/Timers
  mcycle: 0xb00,
  minstret: 0xb02,
  ...numbered('mhpmcounter', 3, 31, 0xb03),
  mcycleh: 0xb80,
  minstreth: 0xb82,
  ...numbered('mhpmcounter', 3, 31, 0xb83, 'h'),

  // Machine Counter Setup
  mcountinhibit: 0x320,
  mcyclecfg: 0x321,
  minstretcfg: 0x322,
  ...numbered('mhpmevent', 3, 31, 0x323),
  mcyclecfgh: 0x721,
  minstretcfgh: 0x722,
  ...numbered('mhpmevent', 3, 31, 0x723, 'h'),

  // Machine Control Transfer Records Configuration
  mctrctl: 0x34e,

  // Debug/Trace Registers (shared with Debug Mode)
  tselect: 0x7a0,
  tdata1: 0x7a1,
  tdata2: 0x7a2,
  tdata3: 0x7a3,
  tinfo: 0x7a4,
  tcontrol: 0x7a5,
  mcontext: 0x7a8,

  // Debug Mode Registers
  dcsr: 0x7b0,
  dpc: 0x7b1,
  dscratch0: 0x7b2,
  dscratch1: 0x7b3,
} as const;

/** The name of a CSR that the specification allocates. */
export type CsrName = keyof typeof csrAddresses;
