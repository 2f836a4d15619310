/** A section of debugging information, as it is in the file. */
export interface DebugSection {
  readonly bytes: Uint8Array;
  /** How it is compressed, and its bytes when it is not. */
  readonly packed?: { readonly format: 'zlib' | 'zstd'; readonly size: number };
}

/** Where an ELF file says which lines of source text its code is of: DWARF line tables, not yet looked at. Plain data. */
export interface DebugLines {
  readonly line: DebugSection;
  readonly lineStr?: DebugSection;
  readonly str?: DebugSection;
  /** Where there is code, as linked: virtual addresses, `end` exclusive. */
  readonly code: readonly { readonly start: bigint; readonly end: bigint }[];
  /** How far from where it was linked the program is, modulo 2^64. */
  readonly moved: bigint;
}
