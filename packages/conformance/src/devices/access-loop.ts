import type { Width } from '@hartlab/isa';

/** One load, or a store of the value's low bytes. */
export interface Access {
  readonly address: number;
  readonly width: Width;
  readonly store?: bigint;
  /** The bits of what it reads that are compared; all of them if absent. */
  readonly compared?: bigint;
}

/** The label of the instruction that makes it. */
export const instructionOf = ({ width, store }: Access): string => `${store === undefined ? 'load' : 'store'}${width}`;

const widths = [1, 2, 4, 8] as const satisfies readonly Width[];
const loads = { 1: 'lbu', 2: 'lhu', 4: 'lwu', 8: 'ld' } as const;
const stores = { 1: 'sb', 2: 'sh', 4: 'sw', 8: 'sd' } as const;

/**
 * Instructions from `next` on that make the next access of a list, to which s0 points. An entry's first three doublewords are
 * where its instruction is, the address and what is stored. A handler of traps returns behind that instruction.
 *
 * @param entry bytes of an entry, by which s0 is further then
 * @param loaded where it goes on with what was read in s3
 * @param stored where it goes on otherwise
 */
export const accessLoop = (entry: number, loaded: string, stored: string): string => `
next:
  ld s1, 0(s0)
  ld s2, 8(s0)
  ld s3, 16(s0)
  addi s0, s0, ${entry}
  jr s1
${widths
  .map(
    (width) => `
  load${width}: ${loads[width]} s3, 0(s2)
  j ${loaded}
  store${width}: ${stores[width]} s3, 0(s2)
  j ${stored}`,
  )
  .join('')}
`;
