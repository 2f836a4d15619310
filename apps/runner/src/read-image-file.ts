import { ImageError, isPacked, MAXIMUM_RAM, unpackImage } from '@hartlab/machine';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';

/** What is read of an image, with the file's name in what is said of it. @throws Refusal in place of an ImageError */
export const ofFile = <Value>(path: string, read: () => Value): Value => {
  try {
    return read();
  } catch (error) {
    throw error instanceof ImageError ? new Refusal(`${path}: ${error.message}`) : error;
  }
};

/** An image that the user named, unpacked where it is compressed. @param ram how many bytes it may have */
export const readImageFile = async (
  path: string,
  what: string,
  ram: number = MAXIMUM_RAM,
  read: typeof readFile = readFile,
): Promise<Uint8Array> => {
  const bytes = read(path, what, ram);
  if (!ofFile(path, () => isPacked(bytes))) return bytes;
  const { unpack } = await import('./unpack.ts');
  return ofFile(path, () => unpackImage(bytes, unpack, ram));
};
