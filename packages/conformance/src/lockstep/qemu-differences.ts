import { hex } from '@hartlab/isa';
import type { LoggedState } from './logged-state.ts';

/** A value that QEMU 7.2 may have where we have another, with neither harming what is compared otherwise. */
interface QemuExplanation {
  readonly title: string;
  /** `<document> "<section title>"`, with what it says. */
  readonly spec: string;
  readonly accepts?: (name: string, ours: bigint, qemu: bigint, state: LoggedState) => boolean;
}

const BREAKPOINT = 3n;
const GVA = { mstatus: 1n << 38n, hstatus: 1n << 6n } as const;
const SXL = 3n << 34n;
/** The only register into which the handlers of the programs read a CSR, and where their code ends. */
const HANDLERS_REGISTER = 'x5';
const HANDLERS_END = 0x8000_0820n;
const sameBut = (bits: bigint, ours: bigint, qemu: bigint) => (ours | bits) === (qemu | bits);

/** All explained differences between hartlab and QEMU 7.2, where the programs for it do not avoid them. */
export const qemuExplanations: readonly QemuExplanation[] = [
  {
    title: 'QEMU shows SXL in vsstatus, which has no such field',
    spec: 'priv "Virtual Supervisor Status (`vsstatus`) Register": UXL only',
    accepts: (name, ours, qemu) => name === 'vsstatus' && sameBut(SXL, ours, qemu),
  },
  {
    title: 'medeleg[0] can be written in QEMU, which has C',
    spec: 'priv "Machine Trap Delegation (`medeleg` and `mideleg`) Registers": read-only zero for what cannot happen',
    accepts: (name, ours, qemu) => name === 'medeleg' && sameBut(1n, ours, qemu),
  },
  {
    title: 'QEMU sets GVA for some traps that write no guest virtual address, and not for breakpoints',
    spec: 'priv "Machine Status (`mstatus` and `mstatush`) Registers": GVA says whether xtval holds a guest virtual address',
    accepts: (name, ours, qemu) => (name === 'mstatus' || name === 'hstatus') && sameBut(GVA[name], ours, qemu),
  },
  {
    title: 'QEMU writes zero to xtval for a breakpoint',
    spec: 'priv "Machine Trap Value (`mtval`) Register": the address or zero',
    accepts: (name, _ours, qemu, state) =>
      /^(?:m|s|vs)tval$/.test(name) && qemu === 0n && state.get(name.replace('tval', 'cause')) === BREAKPOINT,
  },
  {
    title: 'QEMU writes zero to htval for some guest-page faults',
    spec: 'priv "Hypervisor Trap Value (`htval`) Register": the guest physical address or zero',
    accepts: (name, _ours, qemu) => (name === 'htval' || name === 'mtval2') && qemu === 0n,
  },
  {
    title: 'The handlers read these CSRs, and xtinst, into a register, and overwrite it at once',
    spec: 'priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`": zero is always allowed',
    accepts: (name, _ours, _qemu, state) => name === HANDLERS_REGISTER && (state.get('pc') ?? 0n) < HANDLERS_END,
  },
  {
    title: 'QEMU always sets A and D bits',
    spec: 'priv "Svadu Extension for Hardware Updating of A/D Bits": menvcfg.ADUE is newer than QEMU 7.2',
  },
  {
    title: 'QEMU reports the page fault of an AMO as one of a load, and lets a failing store-conditional pass',
    spec: 'priv "Supervisor Cause (`scause`) Register": a store/AMO page fault',
  },
  {
    title:
      'QEMU takes an exception for VS-mode with code 2, 6 or 10 for the interrupt of that number, and subtracts one',
    spec: 'priv "Virtual Supervisor Cause (`vscause`) Register": interrupts only',
  },
  {
    title: 'With both stages off and V = 1, QEMU reports an address that does not exist as a guest-page fault',
    spec: 'priv "Hypervisor Guest Address Translation and Protection (`hgatp`) Register": Bare is no translation',
  },
  {
    title: 'For a misaligned access that faults, QEMU reports an address that is aligned',
    spec: 'priv "Machine Trap Value (`mtval`) Register": the address of the portion that faulted',
  },
];

const acceptances = qemuExplanations.flatMap(({ accepts }) => accepts ?? []);

/** The first instruction before which the two harts differ, and in what; undefined when they agree to the end. */
export function firstQemuDifference(ours: readonly LoggedState[], qemu: readonly LoggedState[]): string | undefined {
  for (const [index, state] of ours.entries()) {
    const theirs = qemu[index];
    if (!theirs) return `instruction ${index}: QEMU ends`;
    for (const [name, value] of state) {
      const other = theirs.get(name);
      // A register that keeps differing would be seen when it is used.
      if (other === undefined || other === value) continue;
      if (!acceptances.some((accepts) => accepts(name, value, other, state)))
        return `instruction ${index}, before pc ${hex(state.get('pc')!)}: ${name} is ${hex(value)}, QEMU has ${hex(other)}`;
    }
  }
  return undefined;
}
