/*
 * Where everything lies in a random program. Code, page tables and data are one block of memory, and each of the three
 * is small enough that what is random cannot reach the others by accident.
 */

/** Code of the runtime and of the snippets. */
export const CODE = 0x8000_0000;
/** The page tables of the three stages. */
export const TABLES = 0x8002_0000;
/** Data pages: what the snippets load, store, execute, protect and map. */
export const DATA = 0x8004_0000;
export const DATA_PAGES = 16;
/** From this one on the data pages are for execution; the others are for loads and stores. */
export const FIRST_CODE_PAGE = 12;
export const END = DATA + DATA_PAGES * 4096;

/** A virtual address: the window of pages whose mappings are random, in every stage. */
export const WINDOW = 0x1_0000_0000;
export const WINDOW_PAGES = 32;
/** Code has a second virtual address this much higher, which U-mode may execute and S-mode may not. */
export const USER_ALIAS = 0x4000_0000;
/** Physical addresses where neither hartlab nor Spike nor QEMU has anything; nor have they at the window's. */
export const HOLE = 0x1800_0000;
/** RAM of 2 MiB, aligned, that no program uses for itself. */
export const SUPERPAGE = 0x8020_0000;
