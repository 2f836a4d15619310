import type { Isa } from '@hartlab/isa';
import { interrupt } from '../csrs/causes.ts';

/** The interrupt lines that devices drive, by the bits of mip they raise. */
export const interruptLines = {
  SSIP: interrupt.SSI,
  MSIP: interrupt.MSI,
  MTIP: interrupt.MTI,
  MEIP: interrupt.MEI,
  SEIP: interrupt.SEI,
  LowPriorityRAS: interrupt.LowPriorityRAS,
  HighPriorityRAS: interrupt.HighPriorityRAS,
} as const;
/** The name of a line by which a device raises an interrupt. */
export type InterruptLine = keyof typeof interruptLines;

/** Whether a hart has the interrupt: the AIA adds those from 32 on (aia "Defined major interrupts and default priorities"). */
export const hasLine = (line: InterruptLine, isa: Isa): boolean => interruptLines[line] < 32 || isa.has('Ssaia');
