import type { Commit, Hart } from '@hartlab/hart';
import { hex, type Symbols } from '@hartlab/isa';

/** What `-d` can log; in_asm, exec and int are QEMU's words. */
export const logItems = ['in_asm', 'exec', 'int', 'sbi'] as const;
export type LogItem = (typeof logItems)[number];

/** Is told what each boundary did, and writes the lines that were asked for. */
export type Observer = (hart: Hart, commit: Commit) => void;

/** The mode of a hart, as the privileged specification abbreviates it: `VS`, `M`. */
const mode = ({ privilege, V }: Hart): string => (V ? `V${privilege}` : privilege);

/** An address with its name: `0x80200010 <start+0x10>`. */
export const place = (pc: bigint, symbols: Symbols): string => {
  const symbol = symbols(pc);
  return `${hex(pc)}${symbol === undefined ? '' : ` <${symbol}>`}`;
};

/** Where a hart is and in which mode: `hart 0 at 0x80200000 <start> in S-mode`. */
export const whereabouts = (hart: Hart, symbols: Symbols): string =>
  `hart ${hart.hartid} at ${place(hart.pc, symbols)} in ${mode(hart)}-mode`;
