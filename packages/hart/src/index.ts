export type { Bus } from './bus.ts';
export type { Affected, Csr, Field, FieldDeclaration, HartView, Register, View } from './csr.ts';
export { extract, insert, isView, isWindow } from './csr.ts';
export * from './csrs.ts';
export { type Evaluate, type Operands, resolve } from './evaluate.ts';
export { FloatUnit } from './float/float-unit.ts';
export { type FloatFunction, floatOperations } from './float/operations.ts';
export { isRounding, type Rounding, rounding } from './float/rounding.ts';
export { Hart, type HartOptions, type InterruptLine } from './hart.ts';
export { decodePrivilege, encodePrivilege, HartState, type Privilege } from './hart-state.ts';
export type { Step } from './interpreter.ts';
export {
  csrCount,
  hartLayout,
  machineLayout,
  type MachineLayout,
  noReservation,
  pageBytes,
  reservationBytes,
} from './layout.ts';
export { MachineMemory, type MachineMemoryOptions } from './machine-memory.ts';
export { type Access, exception, interrupt, interruptBit, type Trap, type TrapTarget } from './trap.ts';
