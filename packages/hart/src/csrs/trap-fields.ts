import type { FieldDeclaration } from '../csr/csr.ts';

/** mtvec, stvec and vstvec. MODE is Direct or Vectored; bit 1 is read-only zero. */
export const trapVector = {
  MODE: { bits: [1, 0], only: 1n },
  BASE: { bits: [63, 2] },
} as const satisfies Record<string, FieldDeclaration>;

/** mepc, sepc and vsepc: an instruction's address, aligned to IALIGN. */
export const exceptionProgramCounter = {
  value: { bits: [63, 0], only: (isa) => (isa.has('C') ? ~1n : ~3n) },
} as const satisfies Record<string, FieldDeclaration>;

/** mcause, scause and vscause. The code is WLRL, and every value is held. */
export const cause = {
  ExceptionCode: { bits: [62, 0] },
  Interrupt: { bits: 63 },
} as const satisfies Record<string, FieldDeclaration>;

/** A register of 64 bits that all can be written. */
export const whole = { value: { bits: [63, 0] } } as const satisfies Record<string, FieldDeclaration>;
