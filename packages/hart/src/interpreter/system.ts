import type { ReturnName, SystemName } from '@hartlab/isa';
import { hstatus, mstatus } from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import { exception } from '../csrs/causes.ts';

/**
 * What a system instruction does. `bits` are the instruction as fetched. Answers whether it went on: an exception is
 * raised otherwise.
 */
type SystemInstruction = (hart: Core, bits: number) => boolean;

/** Every return from a trap, once. They leave pc at their destination. */
export const returns: Readonly<Record<ReturnName, SystemInstruction>> = {
  // priv "Supervisor Instructions", priv "Hypervisor Status (hstatus) Register" for VTSR.
  sret: (hart, bits) => {
    if (!requireSupervisor(hart, bits)) return false;
    if (isHS(hart) && hart.get(mstatus.TSR) === 1) return hart.raised.illegalInstruction(bits);
    if (hart.V && hart.get(hstatus.VTSR) === 1) return hart.raised.virtualInstruction(bits);
    hart.sret();
    return true;
  },
  mret: (hart, bits) => {
    if (hart.privilege !== 'M') return hart.raised.illegalInstruction(bits);
    hart.mret();
    return true;
  },
  mnret: (hart, bits) => {
    if (hart.privilege !== 'M') return hart.raised.illegalInstruction(bits);
    hart.mnret();
    return true;
  },
};

/** The only ebreak that can be a semihosting call (RISC-V Semihosting, "Semihosting Trap Instruction Sequence"). */
const EBREAK = 0x0010_0073;
/** Where such a call is answered. */
const A0 = 10;

/** Every other instruction whose behaviour is not a value, once. They leave pc alone. */
export const system: Readonly<Record<SystemName, SystemInstruction>> = {
  ecall: (hart) => hart.raised.environmentCall(ecallCode(hart)),
  ebreak: (hart, bits) => {
    const { raised, state, V } = hart;
    if (bits !== EBREAK || !hart.semihosting?.()) return raised.breakpoint(state.pcLow, state.pcHigh, V);
    state.commit?.wrote('x', A0);
    return true;
  },
  // Nothing that an engine keeps of code is ever older than memory.
  'fence.i': () => true,

  // priv "Wait for Interrupt". The bounded time after which it traps is zero.
  wfi: (hart, bits) => {
    if (hart.privilege !== 'M' && hart.get(mstatus.TW) === 1) return hart.raised.illegalInstruction(bits);
    if (!requireSupervisor(hart, bits)) return false;
    if (hart.V && hart.get(hstatus.VTW) === 1) return hart.raised.virtualInstruction(bits);
    hart.waiting = !hart.interruptPending();
    return true;
  },

  // unpriv "Wait-on-Reservation-Set Instructions". It stops waiting at once, and like wfi is never in time.
  'wrs.nto': (hart, bits) => {
    if (hart.privilege !== 'M' && hart.get(mstatus.TW) === 1) return hart.raised.illegalInstruction(bits);
    if (hart.V && hart.get(hstatus.VTW) === 1) return hart.raised.virtualInstruction(bits);
    return true;
  },

  // Translation never shows an older table than memory holds, so there is nothing for a fence to do but trap (priv
  // "Supervisor Memory-Management Fence Instruction", priv "Svinval Extension for Fine-Grained Address-Translation Cache
  // Invalidation").
  'sfence.vma': mayFenceOwnTables,
  'sinval.vma': mayFenceOwnTables,
  'sfence.w.inval': requireSupervisor,
  'sfence.inval.ir': requireSupervisor,

  // priv "Hypervisor Memory-Management Fence Instructions". mstatus.TVM stops only the fences of the G-stage.
  'hfence.vvma': requireHypervisor,
  'hinval.vvma': requireHypervisor,
  'hfence.gvma': mayFenceGuestPhysical,
  'hinval.gvma': mayFenceGuestPhysical,
};

const ecallCodes = {
  U: Number(exception.ecallFromU),
  S: Number(exception.ecallFromS),
  VS: Number(exception.ecallFromVS),
  M: Number(exception.ecallFromM),
} as const;

const ecallCode = ({ privilege, V }: Core): number => ecallCodes[privilege === 'S' && V ? 'VS' : privilege];

const isHS = ({ privilege, V }: Core) => privilege === 'S' && !V;

/** A supervisor instruction is illegal in U-mode, and a virtual instruction in VU-mode. */
function requireSupervisor({ privilege, V, raised }: Core, bits: number): boolean {
  if (privilege !== 'U') return true;
  return V ? raised.virtualInstruction(bits) : raised.illegalInstruction(bits);
}

/** A hypervisor instruction is illegal in U-mode, and a virtual instruction wherever V = 1. */
function requireHypervisor({ privilege, V, raised }: Core, bits: number): boolean {
  if (V) return raised.virtualInstruction(bits);
  return privilege !== 'U' || raised.illegalInstruction(bits);
}

/**
 * HLV, HLVX and HSV: as other hypervisor instructions, but U-mode may use them where hstatus.HU lets it
 * (priv "Hypervisor Virtual-Machine Load and Store Instructions").
 */
export function mayAccessGuest(hart: Core, bits: number): boolean {
  if (!hart.V && hart.privilege === 'U' && hart.get(hstatus.HU) === 1) return true;
  return requireHypervisor(hart, bits);
}

function mayFenceOwnTables(hart: Core, bits: number): boolean {
  if (!requireSupervisor(hart, bits)) return false;
  if (isHS(hart) && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);
  if (hart.V && hart.get(hstatus.VTVM) === 1) return hart.raised.virtualInstruction(bits);
  return true;
}

function mayFenceGuestPhysical(hart: Core, bits: number): boolean {
  if (!requireHypervisor(hart, bits)) return false;
  if (hart.privilege === 'S' && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);
  return true;
}
