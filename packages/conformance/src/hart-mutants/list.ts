import { csrMutants } from './csrs.ts';
import { floatingPointMutants } from './floating-point.ts';
import type { HartMutant } from './hart-mutant.ts';
import { instructionMutants } from './instructions.ts';
import { memoryMutants } from './memory.ts';
import { trapMutants } from './traps.ts';

/** Every deliberate defect of the hart. */
export const hartMutants: readonly HartMutant[] = [
  ...csrMutants,
  ...trapMutants,
  ...memoryMutants,
  ...instructionMutants,
  ...floatingPointMutants,
];
