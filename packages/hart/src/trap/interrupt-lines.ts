import type { Isa } from '@hartlab/isa';
import type { Core } from '../core.ts';
import { interrupt } from '../csrs/causes.ts';
import { mip } from '../csrs/machine-trap.ts';

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

/** A line of the hart changes; answers whether that changes what is pending, of which nobody has been told. */
export function drive(line: InterruptLine, level: boolean, hart: Pick<Core, 'isa' | 'set' | 'state'>): boolean {
  if (line !== 'SSIP') return hart.state.drive(interruptLines[line], level && hasLine(line, hart.isa));
  // An edge (ACLINT, SSWI): what is pending is software's, and only software clears it.
  if (level) hart.set(mip.SSIP, 1);
  return false;
}

/** Whether a hart has the interrupt: the AIA adds those from 32 on (aia "Defined major interrupts and default priorities"). */
const hasLine = (line: InterruptLine, isa: Isa): boolean => interruptLines[line] < 32 || isa.has('Ssaia');
