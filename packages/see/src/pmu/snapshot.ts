import { snapshotLayout, type SharedMemory } from '@hartlab/sbi';
import type { Counter } from './counter.ts';
import type { HartCounters } from './hart-counters.ts';

/** Counters that one snapshot can hold: a bit each of the overflow bitmap. */
const MOST = 64;

/** Where the value of a counter is in the shared memory: relative to the base of the set that a call names. */
const placeOf = (shmem: bigint, index: number, base: bigint): bigint =>
  shmem + BigInt(snapshotLayout.values) + 8n * (BigInt(index) - base);

/** The values that the snapshot at `shmem` has for the counters of a set; undefined if it cannot be read. */
export function loadSnapshot(
  memory: SharedMemory,
  shmem: bigint,
  set: readonly Counter[],
  base: bigint,
): readonly bigint[] | undefined {
  const values: bigint[] = [];
  for (const { index } of set) {
    const bytes = memory.read(placeOf(shmem, index, base), 8n);
    if (!bytes) return undefined;
    values.push(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  }
  return values;
}

/**
 * Saves the values of the counters of a set, those of others left alone, and in the bitmap which of all counters from the
 * base on have overflowed (sbi "Function: Set PMU snapshot shared memory (FID #7)").
 */
export function takeSnapshot(
  memory: SharedMemory,
  shmem: bigint,
  set: readonly Counter[],
  base: bigint,
  { all }: HartCounters,
): void {
  const first = Number(base);
  const overflowed = all.slice(first, first + MOST).reduce((bitmap, counter) => {
    const bit = counter?.overflowed ? 1n << BigInt(counter.index - first) : 0n;
    return bitmap | bit;
  }, 0n);
  memory.write(shmem + BigInt(snapshotLayout.overflowBitmap), littleEndian(overflowed));
  for (const { index, value } of set) memory.write(placeOf(shmem, index, base), littleEndian(value));
}

function littleEndian(value: bigint): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, value, true);
  return new Uint8Array(bytes.buffer);
}
