import type { Inflate } from '@hartlab/machine';
import { hasZstd, inflate } from './inflate.ts';
import { unzstd } from './unzstd.ts';

/** Unpacks an image, of zstd in any version of Node. */
export const unpack: Inflate = (bytes, format, most) =>
  format === 'zstd' && !hasZstd() ? unzstd(bytes, most) : inflate(bytes, format, most);
