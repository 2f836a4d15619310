import * as zlib from 'node:zlib';
import type { Inflate } from '@hartlab/machine';

/** What Node has from version 22.15 on. */
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: typeof zlib.inflateSync };

/** Unpacks sections of debugging information. */
export const inflate: Inflate = (bytes, format, size) => {
  const unpack = format === 'zlib' ? zlib.inflateSync : zstdDecompressSync;
  if (!unpack) throw new Error(`this version of Node has no ${format}`);
  return unpack(bytes, { maxOutputLength: Math.max(size, 1) });
};
