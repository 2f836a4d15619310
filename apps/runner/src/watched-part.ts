import { QuantityError } from './quantity.ts';

/** A part of memory as `--watch` gives it. */
export interface WatchedPart {
  readonly place: string;
  readonly length?: number;
  readonly access?: 'load' | 'store';
}

/** Reads the value of `--watch`. */
export const watchedParts = (text: string): readonly WatchedPart[] =>
  text.split(',').map((part) => {
    const [, place = '', length, access] = /^([^:]+)(?::([1-9]\d{0,8}))?(?::(load|store))?$/.exec(part) ?? [];
    if (place === '') throw new QuantityError('give a symbol or 0x…, then :BYTES and :load or :store where wanted');
    return {
      place,
      ...(length !== undefined && { length: Number(length) }),
      ...(access !== undefined && { access: access as 'load' | 'store' }),
    };
  });
