import type { Signature } from '../wasm/module.ts';

/**
 * A region's function: the hart's block, the caches of its context, the virtual address of the page in which the region
 * begins, and how many instructions may be done. It answers how many of them are left, with `once` in certain cases; pc,
 * registers and memory are as after the last one.
 */
export const regionSignature: Signature = { parameters: ['i32', 'i32', 'i64', 'i32'], results: ['i32'] };

/** Is set in what a region answers if the next instruction must not be done by a region, also if one begins there. */
export const once = 2 ** 30;
