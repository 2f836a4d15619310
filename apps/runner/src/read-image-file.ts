import { ImageError, MAXIMUM_RAM, unpackImage } from '@hartlab/machine';
import { inflate } from './inflate.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';

/** An image that the user named, unpacked where it is compressed. @param ram how many bytes it may have */
export const readImageFile = (
  path: string,
  what: string,
  ram: number = MAXIMUM_RAM,
  read: typeof readFile = readFile,
): Uint8Array => {
  const bytes = read(path, what, ram);
  try {
    return unpackImage(bytes, inflate, ram);
  } catch (error) {
    throw error instanceof ImageError ? new Refusal(`${path}: ${error.message}`) : error;
  }
};
