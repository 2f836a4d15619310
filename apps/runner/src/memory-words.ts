import { DEFAULT_RAM } from '@hartlab/machine';
import { keysOf } from './keys.ts';
import { QuantityError, size } from './quantity.ts';

/**
 * Bytes of RAM, as QEMU's -m says them: `128`, `size=1.5G`. 0 is the default. Nothing can be plugged in while the machine runs,
 * so that `slots` and `maxmem` change nothing.
 */
export const ram = (text: string): number => {
  const keys = keysOf(text, ['size', 'slots', 'maxmem'], 'size');
  const given = keys.get('size') ?? '0';
  const bytes = /^0+$/.test(given) ? DEFAULT_RAM : size(given);
  const most = keys.get('maxmem');
  if (most === undefined && keys.has('slots'))
    throw new QuantityError('slots are nothing without maxmem; leave them out');
  if (most !== undefined && size(most) < bytes) throw new QuantityError('maxmem is less than the size; leave it out');
  return bytes;
};
