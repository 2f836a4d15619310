import type { Explanation } from './comparison.ts';

const FS = 3n << 13n;
const SD = 1n << 63n;
const FIOM = 1n;
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
  ...triggers(),
];

/** Spike has the CSRs of Sdtrig whatever its ISA string says. */
function triggers(): Explanation[] {
  const spec =
    'the RISC-V Debug Specification, "Sdtrig (ISA Extension)": without the extension there is none of its CSRs';
  const why = 'Spike has the trigger CSRs without the extension that they belong to.';
  const because = { without: 'Sdtrig', why, spec } as const;
  return [
    {
      ...because,
      csrs: ['tselect', 'tdata1', 'tdata2', 'tdata3', 'tinfo', 'mcontext'],
      access: { ours: 'illegal', theirs: 'read-write' },
    },
    { ...because, csrs: ['scontext', 'hcontext'], access: { ours: 'illegal', theirs: 'read-write' } },
    { ...because, csrs: ['scontext', 'hcontext'], access: { ours: 'illegal', theirs: 'virtual' } },
  ];
}
