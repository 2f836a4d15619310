import { DEFAULT_RAM } from '@hartlab/machine';
import { keysOf } from './keys.ts';
import { QuantityError, size } from './quantity.ts';

const MEBIBYTE = 1024 ** 2;

/**
 * Bytes of RAM, as QEMU's -m says them: `128`, `size=1.5G`. 0 is the default. Of a size such as 1.9G the next whole MiB is taken.
 * Nothing can be plugged in while the machine runs, so that `slots` and `maxmem` change nothing. What is said in several is said in one.
 */
export const ram = (...texts: readonly string[]): number => {
  const keys = new Map(texts.flatMap((text) => [...keysOf(text, ['size', 'slots', 'maxmem'], 'size')]));
  const given = keys.get('size') ?? '0';
  const bytes = /^0+$/.test(given) ? DEFAULT_RAM : Math.ceil(size(given) / MEBIBYTE) * MEBIBYTE;
  const most = keys.get('maxmem');
  if (most === undefined && keys.has('slots'))
    throw new QuantityError('slots are nothing without maxmem; leave them out');
  if (most !== undefined && size(most) < bytes) throw new QuantityError('maxmem is less than the size; leave it out');
  return bytes;
};
