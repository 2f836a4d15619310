import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { type DiskImage, SECTOR } from '@hartlab/machine';
import { Refusal } from './refusal.ts';
import { systemErrorInWords } from './system-error.ts';

/**
 * A file as a disk: a whole number of sectors, the last of which is filled up with zeros. What the guest writes is in the file
 * when its request is complete, in the order of the requests, and on the host's disk when it has flushed; zeros where there are
 * zeros are not written, so that a sparse file stays one.
 *
 * @param keeps whether what is written reaches the file
 * @throws Refusal when it cannot be opened so
 */
export const diskFile = (path: string, keeps: boolean): DiskImage => {
  const refuse = (why: string): Refusal => new Refusal(`cannot use the disk ${path}: ${why}`);
  const failing = <Result>(act: () => Result): Result => {
    try {
      return act();
    } catch (error) {
      throw refuse(systemErrorInWords(error));
    }
  };
  const descriptor = failing(() => openSync(path, keeps ? 'r+' : 'r'));
  const stat = fstatSync(descriptor);
  if (!stat.isFile() || stat.size === 0) {
    closeSync(descriptor);
    throw refuse(stat.isFile() ? 'it is empty' : 'it is not a regular file');
  }
  const read = (offset: number, bytes: Uint8Array): void =>
    failing(() => {
      let done = 0;
      for (let more = 1; done < bytes.length && more > 0; done += more)
        more = readSync(descriptor, bytes, done, bytes.length - done, offset + done);
      bytes.fill(0, done);
    });
  return {
    sectors: Math.ceil(stat.size / SECTOR),
    read,
    ...(keeps && {
      write: (offset, bytes) =>
        failing(() => {
          if (bytes.every((byte) => byte === 0)) {
            const before = new Uint8Array(bytes.length);
            read(offset, before);
            if (before.every((byte) => byte === 0)) return;
          }
          for (let done = 0; done < bytes.length;)
            done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
        }),
      flush: () => failing(() => fsyncSync(descriptor)),
    }),
  };
};
