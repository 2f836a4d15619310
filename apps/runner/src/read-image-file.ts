import { ImageError, isPacked, MAXIMUM_RAM, unpackImage } from '@hartlab/machine';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';

/** An image that the user named, unpacked where it is compressed. @param ram how many bytes it may have */
export const readImageFile = async (
  path: string,
  what: string,
  ram: number = MAXIMUM_RAM,
  read: typeof readFile = readFile,
): Promise<Uint8Array> => {
  const bytes = read(path, what, ram);
  try {
    if (!isPacked(bytes)) return bytes;
    const [{ hasZstd, inflate }, { unzstd }] = await Promise.all([import('./inflate.ts'), import('./unzstd.ts')]);
    return unpackImage(
      bytes,
      (packed, format, most) =>
        format === 'zstd' && !hasZstd() ? unzstd(packed, most) : inflate(packed, format, most),
      ram,
    );
  } catch (error) {
    throw error instanceof ImageError ? new Refusal(`${path}: ${error.message}`) : error;
  }
};
