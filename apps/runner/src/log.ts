import type { Commit, Hart } from '@hartlab/hart';
import { hex, type Symbols } from '@hartlab/isa';

/** What `-d` can log, and what that is; all but sbi and disk are QEMU's words. */
export const logItems = {
  in_asm: 'each instruction the first time it runs',
  exec: 'each instruction each time it runs',
  int: 'each trap and interrupt taken',
  sbi: 'each call to the built-in firmware',
  disk: 'each request to a disk',
  guest_errors: 'each access that no device takes',
  invalid_mem: 'the same',
  unimp: 'nothing: what is not implemented is refused, and guest_errors tells of it',
  nochain: 'nothing: what runs is logged whole in any case',
  cpu_reset: 'nothing: --log-commits tells of every register',
} as const;
export type LogItem = keyof typeof logItems;

/** What addresses are called. */
export interface Names {
  readonly symbolize: Symbols;
  /** The line of source text of an instruction, `lib/sbi/sbi_sse.c:123`. */
  readonly sourceOf: Symbols;
}

/** Is told what each boundary did, and writes the lines that were asked for. */
export type Observer = (hart: Hart, commit: Commit) => void;

/** The mode of a hart, as the privileged specification abbreviates it: `VS`, `M`. */
const mode = ({ privilege, V }: Hart): string => (V ? `V${privilege}` : privilege);

/** An address with its name, and where there are line tables its line: `0x80200010 <start+0x10> (start.c:12)`. */
export const place = (pc: bigint, { symbolize, sourceOf }: Names): string => {
  const symbol = symbolize(pc);
  const line = sourceOf(pc);
  return `${hex(pc)}${symbol === undefined ? '' : ` <${symbol}>`}${line === undefined ? '' : ` (${line})`}`;
};

/** Where a hart is and in which mode: `hart 0 at 0x80200000 <start> in S-mode`. */
export const whereabouts = (hart: Hart, names: Names): string =>
  `hart ${hart.hartid} at ${place(hart.pc, names)} in ${mode(hart)}-mode`;
