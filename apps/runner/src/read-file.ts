import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isElf, MAXIMUM_RAM } from '@hartlab/machine';
import { Refusal } from './refusal.ts';
import { systemCode, systemErrorInWords } from './system-error.ts';

const MEBIBYTE = 1 << 20;
/** Of one read, so that a wrong file is noticed early. */
const CHUNK_BYTES = 16 * MEBIBYTE;

/** The whole of an open file, or `undefined` once it is known to have more than `most(bytes so far)` bytes. */
const readAll = (descriptor: number, most: (start: Uint8Array) => number): Uint8Array | undefined => {
  const { size } = fstatSync(descriptor);
  // A pipe's size, and that of a file in /proc, is 0.
  let buffer: Uint8Array = new Uint8Array(Math.min(size + 1, CHUNK_BYTES));
  let used = 0;
  for (;;) {
    if (used === buffer.length) {
      if (Math.max(size, used) > most(buffer)) return undefined;
      const grown = new Uint8Array(Math.max(size + 1, 2 * used));
      grown.set(buffer);
      buffer = grown;
    }
    try {
      const length = readSync(descriptor, buffer, used, Math.min(buffer.length - used, CHUNK_BYTES), null);
      if (length === 0) return used > most(buffer) ? undefined : buffer.subarray(0, used);
      used += length;
    } catch (error) {
      if (systemCode(error) !== 'EINTR') throw error;
    }
  }
};

/**
 * A file that the user named; `what` says what it is for. A pipe is read to its end. What is certainly too large for
 * `ram` bytes is refused without being read whole; an ELF file may have more in it than it loads.
 */
export const readFile = (path: string, what: string, ram: number = MAXIMUM_RAM): Uint8Array => {
  const refuse = (why: string): Refusal => new Refusal(`cannot read ${what} ${path}: ${why}`);
  let limit = ram;
  const most = (start: Uint8Array): number => (limit = isElf(start) ? MAXIMUM_RAM : ram);
  let bytes: Uint8Array | undefined;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isCharacterDevice()) throw refuse('it is a device; give a file or a pipe');
    bytes = readAll(descriptor, most);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Node says so when a buffer cannot be allocated.
    if (error instanceof RangeError) throw refuse('the host has not enough memory for it; give a smaller file');
    throw refuse(systemErrorInWords(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  if (bytes === undefined)
    throw refuse(`it is larger than ${limit / MEBIBYTE} MiB of RAM; give a smaller file, or more memory with -m`);
  if (bytes.length === 0) throw new Refusal(`${what} ${path} is empty; it may not have been written completely`);
  return bytes;
};
