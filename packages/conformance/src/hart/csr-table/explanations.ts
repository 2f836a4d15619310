import type { Explanation } from './comparison.ts';

const FS = 3n << 13n;
const SD = 1n << 63n;
const FIOM = 1n;
const everyBit = (1n << 64n) - 1n;
const numbered = <N extends 'mhpmcounter' | 'mhpmevent'>(name: N, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `${name}${first + index}` as `${N}3`);
const exceptionBit = (code: bigint) => 1n << code;

/** Every difference between our hart and Spike. In none of them is ours against the specification. */
export const explanations: readonly Explanation[] = [
  {
    csrs: ['marchid'],
    bits: 5n,
    why: 'Spike has an architecture ID, 5; ours has none, which is 0.',
    spec: 'priv "Machine Architecture ID (marchid) Register"',
  },
  {
    csrs: ['misa'],
    bits: 0x20_003fn | (1n << 7n) | (1n << 12n),
    why: 'misa is WARL: Spike lets extensions be switched off, ours does not.',
    spec: 'priv "Machine ISA (misa) Register"',
  },
  {
    csrs: ['mstatus', 'sstatus', 'vsstatus'],
    without: 'F',
    bits: FS | SD,
    why: 'Without F, FS may be read-only zero where there is S-mode; on Spike it can be written.',
    spec: 'priv "Extension Context Status in mstatus Register"',
  },
  {
    csrs: ['menvcfg', 'henvcfg', 'senvcfg'],
    bits: FIOM,
    why: 'Spike makes FIOM read-only zero, which is allowed only to a hart whose satp.MODE is always Bare.',
    spec: 'priv "Machine Environment Configuration (menvcfg) Register"',
  },
  {
    csrs: ['hedeleg'],
    without: 'Zicfilp',
    bits: exceptionBit(18n),
    why: 'Spike lets software-check exceptions be delegated to the guest only with Zicfilp or Zicfiss; the table of hedeleg has the bit writable.',
    spec: 'priv "Hypervisor Trap Delegation (hedeleg and hideleg) Registers"',
  },
  {
    csrs: ['medeleg'],
    without: 'Zicntr',
    bits: exceptionBit(19n),
    why: 'Spike lets hardware errors be delegated only with Zicntr, which has nothing to do with them.',
    spec: 'priv "Machine Trap Delegation (medeleg and mideleg) Registers"',
  },
  {
    csrs: ['vsatp'],
    modes: ['M', 'HS'],
    bits: (1n << 60n) - 1n,
    why: 'With V = 0 a write with an unsupported MODE may be ignored, as by ours, or change the other fields, as on Spike.',
    spec: 'priv "Virtual Supervisor Address Translation and Protection (vsatp) Register"',
  },
  {
    csrs: numbered('mhpmcounter', 3, 18),
    having: 'Zihpm',
    bits: everyBit,
    why: 'Ours counts events in mhpmcounter3 to mhpmcounter18; on Spike all of these counters are read-only zero.',
    spec: 'priv "Hardware Performance Monitor"',
  },
  {
    csrs: numbered('mhpmevent', 19, 31),
    having: 'Sscofpmf',
    bits: 0x3fn << 58n,
    why: 'The event selectors of the counters that are read-only zero are so too; on Spike their OF and inhibit bits can be written.',
    spec: 'priv "Hardware Performance Monitor"',
  },
  {
    csrs: ['mstateen0', 'hstateen0', 'sstateen0'],
    bits: (1n << 59n) | (1n << 57n) | 1n,
    why: 'Ours has AIA and CONTEXT, which Spike ought to have as well, and no C, as it has no custom state.',
    spec: 'priv "State Enable 0 Registers"',
  },
  ...stateEnables(),
  ...interruptArchitecture(),
  ...triggers(),
];

/** Differences that come of the state enables which Spike lacks. */
function stateEnables(): Explanation[] {
  const spec = 'priv "State Enable 0 Registers"';
  const context = {
    csrs: ['scontext', 'hcontext'],
    having: 'Smstateen',
    why: 'The CONTEXT bits of mstateen0 and hstateen0 keep less privileged modes out; Spike does not have them.',
    spec,
  } as const;
  const aia = {
    having: 'Smaia',
    why: 'Spike lets no mode but M access these without mstateen0.AIA, which cannot be set there.',
    spec: 'aia "Access control by the state-enable CSRs"',
  } as const;
  const virtual = ['hvictl', 'hvien', 'hviprio1', 'hviprio2'] as const;
  return [
    { ...context, access: { ours: 'illegal', theirs: 'read-write' } },
    { ...context, access: { ours: 'virtual', theirs: 'read-write' } },
    { ...context, access: { ours: 'illegal', theirs: 'virtual' } },
    { ...aia, csrs: virtual, access: { ours: 'read-write', theirs: 'illegal' } },
    { ...aia, csrs: virtual, access: { ours: 'virtual', theirs: 'illegal' } },
    { ...aia, csrs: ['stopi', 'vstopi'], access: { ours: 'read-only', theirs: 'illegal' } },
    { ...aia, csrs: ['stopi', 'vstopi'], access: { ours: 'virtual/illegal', theirs: 'illegal' } },
  ];
}

/** Differences in the CSRs of Smaia and Ssaia. */
function interruptArchitecture(): Explanation[] {
  const having = 'Smaia';
  const indirect = [2, 3, 4, 5, 6] as const;
  return [
    {
      csrs: ['mip', 'mie', 'mideleg', 'mvip', 'mvien', 'sip', 'sie', 'hideleg', 'hvip', 'hvien', 'vsip', 'vsie'],
      having,
      bits: (1n << 13n) | (1n << 35n) | (1n << 43n),
      why: 'Which interrupts there are is for the implementation to say: ours has the RAS interrupts 35 and 43, and can give those and LCOFI, 13, to a guest.',
      spec: 'aia "Machine-level CSRs"',
    },
    {
      csrs: ['hviprio1'],
      having,
      bits: 0xff00_ff00_ff00n,
      why: 'The priority numbers of a guest can be written; on Spike they are read-only zero.',
      spec: 'aia "Hypervisor and VS CSRs"',
    },
    {
      csrs: ['hvictl'],
      having,
      bits: 0x0fc0_0000n,
      why: 'hvictl.IID holds twelve bits, and on Spike the six that it must hold at least.',
      spec: 'aia "Virtual supervisor top interrupt CSR (`vstopi`)"',
    },
    {
      csrs: ['miselect', 'siselect', 'vsiselect'],
      having,
      bits: everyBit & ~0x1ffn,
      why: 'The register selects are WARL: ours hold the nine bits that vsiselect must hold at least, on Spike all.',
      spec: 'aia "Hypervisor and VS CSRs"',
    },
    {
      csrs: ['mireg', ...indirect.map((n) => `mireg${n}` as const)],
      modes: ['VS', 'VU'],
      having,
      access: { ours: 'illegal', theirs: 'virtual' },
      why: 'A machine-level CSR would be illegal in HS-mode, too, and so raises no virtual-instruction exception.',
      spec: 'priv "Trap Cause Codes"',
    },
    {
      csrs: ['sireg'],
      modes: ['VU'],
      having,
      access: { ours: 'illegal', theirs: 'virtual' },
      why: 'While mstateen0.CSRIND is zero the access is illegal in every mode but M; on Spike the privilege counts first.',
      spec: 'aia "Access control by the state-enable CSRs"',
    },
    {
      csrs: indirect.flatMap((n) => [`sireg${n}`, `vsireg${n}`] as const),
      modes: ['VS', 'VU'],
      having,
      access: { ours: 'illegal', theirs: 'virtual' },
      why: 'These belong to Sscsrind, which ours has not; Spike has it wherever it has Ssaia.',
      spec: 'priv "Smcsrind and Sscsrind Extensions for Indirect CSR Access"',
    },
    {
      csrs: ['vstopei'],
      modes: ['VS', 'VU'],
      having,
      access: { ours: 'virtual', theirs: 'illegal' },
      why: 'Accesses to vstopei count as valid in HS-mode even without an IMSIC; Spike does not have the CSR.',
      spec: 'aia "Virtual instruction exceptions"',
    },
  ];
}

/** Spike has the CSRs of Sdtrig whatever its ISA string says. */
function triggers(): Explanation[] {
  const because = {
    without: 'Sdtrig',
    why: 'Spike has the trigger CSRs without the extension that they belong to.',
    spec: 'debug "Sdtrig (ISA Extension)"',
  } as const;
  return [
    {
      ...because,
      csrs: ['tselect', 'tdata1', 'tdata2', 'tdata3', 'tinfo', 'mcontext'],
      access: { ours: 'illegal', theirs: 'read-write' },
    },
    { ...because, csrs: ['scontext', 'hcontext'], access: { ours: 'illegal', theirs: 'read-write' } },
    { ...because, csrs: ['scontext', 'hcontext'], access: { ours: 'illegal', theirs: 'virtual' } },
    {
      csrs: ['tinfo'],
      having: 'Sdtrig',
      bits: 1n << 2n,
      why: 'Ours has no mcontrol triggers, which mcontrol6 replaces.',
      spec: 'debug "Trigger Info"',
    },
  ];
}
