import type zlib from 'node:zlib';
import type { Inflate } from '@hartlab/machine';

/** Node's; `zstdDecompressSync` is there from version 22.15 on. */
interface Zlib {
  readonly inflateSync: typeof zlib.inflateSync;
  readonly gunzipSync: typeof zlib.gunzipSync;
  readonly zstdDecompressSync?: typeof zlib.inflateSync;
}

const zlibOf = (): Zlib => process.getBuiltinModule('node:zlib');

/** Whether this version of Node has zstd. */
export const hasZstd = (): boolean => zlibOf().zstdDecompressSync !== undefined;

/** Unpacks sections of debugging information, and images. */
export const inflate: Inflate = (bytes, format, most) => {
  const { inflateSync, gunzipSync, zstdDecompressSync } = zlibOf();
  const unpack = { zlib: inflateSync, gzip: gunzipSync, zstd: zstdDecompressSync }[format];
  if (!unpack) throw new Error(`this version of Node has no ${format}`);
  return unpack(bytes, { maxOutputLength: Math.max(most, 1) });
};
