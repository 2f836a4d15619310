export type { Bus } from './memory/bus.ts';
export { Pmp } from './memory/pmp.ts';
export type { Affected, Csr, Field, FieldDeclaration, HartView, Register, View } from './csr/csr.ts';
export { extract, insert, isView, isWindow } from './csr/csr.ts';
/* All CSRs are in `csrs`, by name; these are the ones that firmware, boards and tools act on. */
export {
  canHoldTdata1,
  countedEvents,
  csrMap,
  csrs,
  fcsr,
  fflags,
  type FileNumber,
  frm,
  hedeleg,
  henvcfg,
  hgatp,
  highestIdentity,
  hideleg,
  hstateen0,
  hstateens,
  hstatus,
  htinst,
  htval,
  marchid,
  mcause,
  mcounteren,
  mcountinhibit,
  mcycle,
  mcyclecfg,
  medeleg,
  menvcfg,
  mepc,
  mhpmcounters,
  mhpmevents,
  mideleg,
  mie,
  mimpid,
  minstret,
  minstretcfg,
  mip,
  mireg,
  miselect,
  mncause,
  mnepc,
  mnstatus,
  mostGuestFiles,
  mstateen0,
  mstateens,
  mstatus,
  mtinst,
  mtopei,
  mtval,
  mtval2,
  mtvec,
  mvendorid,
  pmpaddrs,
  pmpcfgs,
  programmableCounters,
  satp,
  scause,
  scounteren,
  senvcfg,
  sepc,
  sip,
  sscratch,
  sstatus,
  stimecmp,
  stopei,
  stval,
  stvec,
  type TriggerType,
  triggers,
  typeOf as triggerTypeOf,
  vsatp,
  vscause,
  vsepc,
  vsstatus,
  vstval,
  vstvec,
} from './csrs/csrs.ts';
export { type Evaluate, type Operands, resolve } from './interpreter/evaluate.ts';
export { FloatUnit } from './float/float-unit.ts';
export { type FloatFunction, floatOperations } from './float/operations.ts';
export { type Format, formats } from './float/format.ts';
export { type Rounding, rounding } from './float/rounding.ts';
export { isReadOnly } from './csrs/csr-address.ts';
export { cachedPlace } from './memory/translation-cache.ts';
export { plainCsrsOf } from './csrs/plain-csrs.ts';
export { type StatusBits, statusBitsOf } from './csrs/status-bits.ts';
export { landingPadField, needsLandingPad } from './trap/landing-pad.ts';
export { noReservation } from './state/cells.ts';
export { manyPages, type TranslationKeeper } from './state/table-pages.ts';
export type { HartOptions } from './hart-options.ts';
export { Hart } from './hart.ts';
export type { InterruptLine } from './trap/interrupt-lines.ts';
export { decodePrivilege, encodePrivilege, HartState, type Privilege } from './state/hart-state.ts';
export type { EngineKind } from './engine-kind.ts';
export type { InstructionHash, Lane, WordArithmetic } from './instruction-hash.ts';
export { type Engine, LONGEST_SLICE, type Why } from './engine.ts';
export type { EnginePort } from './engine-port.ts';
export { ReferenceEngine } from './reference-engine.ts';
export { cachesCell, calmCell, type RunCells } from './state/run-cells.ts';
export { ticksUntil } from './trap/timers.ts';
export type { Commit, MemoryAccess, RegisterKind, RegisterWrite } from './state/commit.ts';
export type { Step } from './state/step.ts';
export {
  cacheBlockBytes,
  contextLayout,
  csrCount,
  hartLayout,
  type MachineLayout,
  pageBytes,
  pageOf,
  reservationBytes,
  translationLayout,
} from './state/layout.ts';
export { MachineMemory, type MachineMemoryOptions } from './state/machine-memory.ts';
export { type Watched, type WatchedAccess } from './debug/watchpoints.ts';
export type { CorruptedAccess } from './state/poisoned-lines.ts';
export { liveCells, LiveCells, LiveCopy } from './csrs/live-cells.ts';
export { type StateField, stateFields } from './csrs/state-fields.ts';
export { exception, interrupt, interruptBit } from './csrs/causes.ts';
export { StatusDraft } from './trap/status-draft.ts';
export type { Access, Trap, TrapTarget } from './trap/trap.ts';
