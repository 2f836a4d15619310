import type { ReturnName, SystemName } from '@hartlab/isa';
import { hstatus, mstatus } from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import { exception, illegalInstruction, virtualInstruction, type Trap } from '../trap/trap.ts';

/**
 * What a system instruction does. `bits` are the instruction as fetched. Throws a Trap when the instruction may not run
 * here.
 */
type SystemInstruction = (hart: Core, bits: number) => void;

/** Every return from a trap, once. They leave pc at their destination. */
export const returns: Readonly<Record<ReturnName, SystemInstruction>> = {
  // priv "Supervisor Instructions", priv "Hypervisor Status (hstatus) Register" for VTSR.
  sret: (hart, bits) => {
    requireSupervisor(hart, bits);
    if (isHS(hart) && hart.get(mstatus.TSR) === 1) throw illegalInstruction(bits);
    if (hart.V && hart.get(hstatus.VTSR) === 1) throw virtualInstruction(bits);
    hart.sret();
  },
  mret: (hart, bits) => {
    if (hart.privilege !== 'M') throw illegalInstruction(bits);
    hart.mret();
  },
  mnret: (hart, bits) => {
    if (hart.privilege !== 'M') throw illegalInstruction(bits);
    hart.mnret();
  },
};

/** Every other instruction whose behaviour is not a value, once. They leave pc alone. */
export const system: Readonly<Record<SystemName, SystemInstruction>> = {
  ecall: (hart) => {
    throw { cause: ecallCause(hart) } satisfies Trap;
  },
  ebreak: (hart) => {
    throw { cause: exception.breakpoint, tval: hart.pc, gva: hart.V } satisfies Trap;
  },
  'fence.i': (hart) => hart.flushDecoded(),

  // priv "Wait for Interrupt". The bounded time after which it traps is zero.
  wfi: (hart, bits) => {
    if (hart.privilege !== 'M' && hart.get(mstatus.TW) === 1) throw illegalInstruction(bits);
    requireSupervisor(hart, bits);
    if (hart.V && hart.get(hstatus.VTW) === 1) throw virtualInstruction(bits);
    hart.waiting = !hart.interruptPending();
  },

  // unpriv "Wait-on-Reservation-Set Instructions". It stops waiting at once, and like wfi is never in time.
  'wrs.nto': (hart, bits) => {
    if (hart.privilege !== 'M' && hart.get(mstatus.TW) === 1) throw illegalInstruction(bits);
    if (hart.V && hart.get(hstatus.VTW) === 1) throw virtualInstruction(bits);
  },

  // priv "Supervisor Memory-Management Fence Instruction", priv "Svinval Extension for Fine-Grained Address-Translation Cache Invalidation".
  'sfence.vma': fenceOwnTables,
  'sinval.vma': fenceOwnTables,
  'sfence.w.inval': requireSupervisor,
  'sfence.inval.ir': requireSupervisor,

  // priv "Hypervisor Memory-Management Fence Instructions". mstatus.TVM stops only the fences of the G-stage.
  'hfence.vvma': fenceGuestTables,
  'hinval.vvma': fenceGuestTables,
  'hfence.gvma': fenceGuestPhysical,
  'hinval.gvma': fenceGuestPhysical,
};

function ecallCause({ privilege, V }: Core): bigint {
  if (privilege === 'M') return exception.ecallFromM;
  if (privilege === 'U') return exception.ecallFromU;
  return V ? exception.ecallFromVS : exception.ecallFromS;
}

const isHS = ({ privilege, V }: Core) => privilege === 'S' && !V;

/** A supervisor instruction is illegal in U-mode, and a virtual instruction in VU-mode. */
function requireSupervisor(hart: Core, bits: number): void {
  if (hart.privilege === 'U') throw hart.V ? virtualInstruction(bits) : illegalInstruction(bits);
}

/** A hypervisor instruction is illegal in U-mode, and a virtual instruction wherever V = 1. */
function requireHypervisor(hart: Core, bits: number): void {
  if (hart.V) throw virtualInstruction(bits);
  if (hart.privilege === 'U') throw illegalInstruction(bits);
}

/**
 * HLV, HLVX and HSV: as other hypervisor instructions, but U-mode may use them where hstatus.HU lets it
 * (priv "Hypervisor Virtual-Machine Load and Store Instructions").
 */
export function requireGuestAccess(hart: Core, bits: number): void {
  if (!hart.V && hart.privilege === 'U' && hart.get(hstatus.HU) === 1) return;
  requireHypervisor(hart, bits);
}

function fenceOwnTables(hart: Core, bits: number): void {
  requireSupervisor(hart, bits);
  if (isHS(hart) && hart.get(mstatus.TVM) === 1) throw illegalInstruction(bits);
  if (hart.V && hart.get(hstatus.VTVM) === 1) throw virtualInstruction(bits);
  hart.flushTranslations();
}

function fenceGuestTables(hart: Core, bits: number): void {
  requireHypervisor(hart, bits);
  hart.flushTranslations();
}

function fenceGuestPhysical(hart: Core, bits: number): void {
  requireHypervisor(hart, bits);
  if (hart.privilege === 'S' && hart.get(mstatus.TVM) === 1) throw illegalInstruction(bits);
  hart.flushTranslations();
}
