import type { Width } from '@hartlab/isa';

/** All that a physical address can mean besides RAM: devices, and nothing. */
export interface Bus {
  /** The value at `address`, zero-extended, or `undefined` for an access fault. */
  read(address: number, width: Width): bigint | undefined;
  /** Stores `value`, which is unsigned and fits `width` bytes; `false` is an access fault. */
  write(address: number, width: Width, value: bigint): boolean;
}
