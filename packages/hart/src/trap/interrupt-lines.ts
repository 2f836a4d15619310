import { interrupt } from '../csrs/causes.ts';

/** The interrupt lines that devices drive, by the bits of mip they raise. */
export const interruptLines = {
  MSIP: interrupt.MSI,
  MTIP: interrupt.MTI,
  MEIP: interrupt.MEI,
  SEIP: interrupt.SEI,
} as const;
/** The name of a line by which a device raises an interrupt. */
export type InterruptLine = keyof typeof interruptLines;
