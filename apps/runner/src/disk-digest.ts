import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { Refusal } from './refusal.ts';
import { systemErrorInWords } from './system-error.ts';

/** What is read at once, and not hashed where it is all zeros: disks are sparse. */
const CHUNK = 1 << 20;
const zeros = Buffer.alloc(CHUNK);

/** A SHA-256 over the length of a file, and all that is in it but zeros, with its place. @throws Refusal */
export const diskDigest = (path: string): string => {
  const hash = createHash('sha256');
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const chunk = Buffer.alloc(CHUNK);
    let at = 0;
    for (let length = CHUNK; length > 0; at += length) {
      length = readSync(descriptor, chunk, 0, CHUNK, at);
      const bytes = chunk.subarray(0, length);
      if (!bytes.equals(zeros.subarray(0, length))) hash.update(`${at} ${length}\n`).update(bytes);
    }
    return hash.update(`${at}\n`).digest('hex');
  } catch (error) {
    throw new Refusal(`cannot read the disk ${path}: ${systemErrorInWords(error)}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};
