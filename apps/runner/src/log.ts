import type { Commit, Hart } from '@hartlab/hart';
import { disassemble, hex, type Symbols } from '@hartlab/isa';
import { causeName } from '@hartlab/machine';

/** What `-d` can log; in_asm, exec and int are QEMU's words. */
export const logItems = ['in_asm', 'exec', 'int', 'sbi'] as const;
export type LogItem = (typeof logItems)[number];

/** Is told what each boundary did, and writes the lines that were asked for. */
export type Observer = (hart: Hart, commit: Commit) => void;

/** The mode of a hart, as the privileged specification abbreviates it: `VS`, `M`. */
const mode = ({ privilege, V }: Hart): string => (V ? `V${privilege}` : privilege);

const place = (pc: bigint, symbols: Symbols): string => {
  const symbol = symbols(pc);
  return `${hex(pc)}${symbol === undefined ? '' : ` <${symbol}>`}`;
};

/** Where a hart is and in which mode: `hart 0 at 0x80200000 <start> in S-mode`. */
export const whereabouts = (hart: Hart, symbols: Symbols): string =>
  `hart ${hart.hartid} at ${place(hart.pc, symbols)} in ${mode(hart)}-mode`;

/** The observer for these items, or none if no item needs one. */
export const observer = (
  items: readonly LogItem[],
  symbols: Symbols,
  write: (line: string) => void,
): Observer | undefined => {
  const exec = items.includes('exec');
  const in_asm = items.includes('in_asm');
  const int = items.includes('int');
  if (!exec && !in_asm && !int) return undefined;
  const seen = new Map<bigint, number>();
  return (hart, { kind, pc, word, cause, decoded }) => {
    const ran = kind === 'retired' && (exec || (in_asm && seen.get(pc) !== word));
    if (ran && decoded) {
      seen.set(pc, word);
      const text = disassemble(decoded, pc, symbols);
      write(`${hart.hartid}: ${place(pc, symbols)}: ${text.replaceAll('\t', ' ')}`);
    }
    if (int && (kind === 'trap' || kind === 'interrupt'))
      write(`${hart.hartid}: ${place(pc, symbols)}: ${causeName(cause)}; goes on ${whereabouts(hart, symbols)}`);
  };
};
