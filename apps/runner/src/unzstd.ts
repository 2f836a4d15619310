import { Decompress } from 'fzstd';

/** The largest window that zstd and Node unpack unasked: 128 MiB. */
const LARGEST_WINDOW_LOG = 27;

/** Unpacks zstd to at most `most` bytes, in any version of Node. @throws Error when it cannot */
export const unzstd = (bytes: Uint8Array, most: number): Uint8Array => {
  // RFC 8878, "Frame Header": a window descriptor follows unless the whole content is one segment.
  const [, , , , descriptor = 0, window = 0] = bytes;
  if ((descriptor & 0x20) === 0 && 10 + (window >> 3) > LARGEST_WINDOW_LOG)
    throw new Error('it needs a window of more than 128 MiB');
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
