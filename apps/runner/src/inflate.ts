import type zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Inflate } from '@hartlab/machine';

/** Node's; `zstdDecompressSync` is there from version 22.15 on. */
interface Zlib {
  readonly inflateSync: typeof zlib.inflateSync;
  readonly gunzipSync: typeof zlib.gunzipSync;
  readonly zstdDecompressSync?: typeof zlib.inflateSync;
}

/** Unpacks images, and sections of debugging information. */
export const inflate: Inflate = (bytes, format, most) => {
  const { inflateSync, gunzipSync, zstdDecompressSync }: Zlib = process.getBuiltinModule('node:zlib');
  const unpack = { zlib: inflateSync, gzip: gunzipSync, zstd: zstdDecompressSync }[format];
  return unpack ? unpack(bytes, { maxOutputLength: Math.max(most, 1) }) : unzstd(bytes, most);
};

/** The largest window that zstd and Node unpack unasked: 128 MiB. */
const LARGEST_WINDOW_LOG = 27;

/** The same for zstd in any version of Node. */
export const unzstd = (bytes: Uint8Array, most: number): Uint8Array => {
  // RFC 8878, "Frame Header": a window descriptor follows unless the whole content is one segment.
  const [, , , , descriptor = 0, window = 0] = bytes;
  if ((descriptor & 0x20) === 0 && 10 + (window >> 3) > LARGEST_WINDOW_LOG)
    throw new RangeError('it needs a window of more than 128 MiB');
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Decompress((part) => {
    length += part.length;
    if (length > most) throw new RangeError(`it becomes more than ${most} bytes`);
    parts.push(part);
  });
  stream.push(bytes, true);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
