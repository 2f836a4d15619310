import type { Module } from '../wasm/module.ts';

/** What the interpreter calls for what it does not do itself. Where records are, and all numbers, are 32 bits. */
export interface Outside {
  /**
   * Looks where the page is of an access of so many bytes to a virtual address, in halves, which the hart makes that is
   * running. Whether its caches know the page now, and the access can be tried again; or else 0.
   */
  readonly find: (isStore: number, low: number, high: number, width: number) => number;
  /** Makes an undecoded record one that is known. The hart is there. */
  readonly decode: (record: number) => void;
  /**
   * Lets the reference pass the boundary that begins with the instruction of a record, at which the hart is, when so many are
   * left. Answers how many the hart may pass from where it is then, in the context that `RunCells.caches` tells; or 0.
   */
  readonly instruct: (record: number, left: number) => number;
}

/** Declares these functions as imported, and answers their numbers. */
export function importOutside(module: Module): Readonly<Record<keyof Outside, number>> {
  const words = (count: number) => Array.from({ length: count }, () => 'i32' as const);
  return {
    find: module.import('find', { parameters: words(4), results: ['i32'] }),
    decode: module.import('decode', { parameters: words(1), results: [] }),
    instruct: module.import('instruct', { parameters: words(2), results: ['i32'] }),
  };
}
