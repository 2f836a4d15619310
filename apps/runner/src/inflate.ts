import type zlib from 'node:zlib';
import type { Inflate } from '@hartlab/machine';

/** Node's; `zstdDecompressSync` is there from version 22.15 on. */
interface Zlib {
  readonly inflateSync: typeof zlib.inflateSync;
  readonly zstdDecompressSync?: typeof zlib.inflateSync;
}

/** Unpacks sections of debugging information. */
export const inflate: Inflate = (bytes, format, size) => {
  const { inflateSync, zstdDecompressSync }: Zlib = process.getBuiltinModule('node:zlib');
  const unpack = format === 'zlib' ? inflateSync : zstdDecompressSync;
  if (!unpack) throw new Error(`this version of Node has no ${format}`);
  return unpack(bytes, { maxOutputLength: Math.max(size, 1) });
};
