/** Thrown for text that is not the quantity it should be; the message completes "… is invalid: ". */
export class QuantityError extends Error {
  override name = 'QuantityError';
}

const digits = /^(?:0x[0-9a-f](?:_?[0-9a-f])*|[0-9](?:_?[0-9])*)$/i;

/** A whole number within bounds: `5000000`, `5_000_000` or `0x1000`. */
export const count =
  (least: number, most: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = digits.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
    if (value >= least && value <= most) return value;
    const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new QuantityError(`give a whole number ${bounds}`);
  };

/** `0x80040000-0x80080000`: addresses of at most 2^53, the second exclusive and above the first. */
export function addressRangeOf(text: string): { readonly begin: number; readonly end: number } | undefined {
  const [begin, end, ...more] = text
    .split('-')
    .map((part) => (digits.test(part) ? Number(part.replaceAll('_', '')) : NaN));
  return more.length === 0 && begin! < end! && Number.isSafeInteger(end) ? { begin: begin!, end: end! } : undefined;
}

const units: Readonly<Record<string, number>> = Object.fromEntries(
  ['B', 'K', 'M', 'G', 'T', 'P', 'E'].map((unit, thousands) => [unit, 1024 ** thousands]),
);
/** A size in bytes, written as QEMU's are: `128` (MiB), `128M`, `1.5G`, `65536K`. */
export const size = (text: string): number => {
  const [, number, fraction = '', unit = ''] = /^(\d+)(\.\d+(?=[BKMGTPE]))?([BKMGTPE]?)B?$/i.exec(text) ?? [];
  // A fraction of a byte is left out, as on QEMU (util/cutils.c, do_strtosz).
  const bytes = Math.floor(Number(`${number}${fraction}`) * units[unit.toUpperCase() || 'M']!);
  if (bytes > 0) return bytes;
  throw new QuantityError('give a size such as 128, 128M or 1.5G; without a unit it is in MiB');
};

/** One of a fixed set of words. */
export const oneOf =
  <const Word extends string>(words: readonly Word[]) =>
  (text: string): Word => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw new QuantityError(`the choices are ${words.join(', ')}`);
  };

const switches: Readonly<Record<string, boolean>> = {
  on: true,
  yes: true,
  true: true,
  y: true,
  off: false,
  no: false,
  false: false,
  n: false,
};

/** Whether something is on, in any of QEMU's words for on and off (qapi/qapi-util.c, qapi_bool_parse). */
export const onOrOff = (text: string): boolean => {
  const isOn = Object.hasOwn(switches, text) ? switches[text] : undefined;
  if (isOn !== undefined) return isOn;
  throw new QuantityError('the choices are on, off');
};

/** A comma-separated list of words from a fixed set. */
export const someOf = <const Word extends string>(words: readonly Word[]) => {
  const one = oneOf(words);
  return (text: string): readonly Word[] => text.split(',').map(one);
};

/** The same, or `all` for every one; or for every one of `usual`. */
export const someOrAllOf = <const Word extends string>(words: readonly Word[], usual: readonly Word[] = words) => {
  const one = oneOf(['all', ...words]);
  return (text: string): readonly Word[] => {
    const named = text.split(',').map(one);
    return [...new Set(named.flatMap((name) => (name === 'all' ? usual : [name as Word])))];
  };
};

/** Any text, as it stands. */
export const text = (given: string): string => given;

/** The path of a file, which may be any text but none. */
export const path = (given: string): string => {
  if (given === '') throw new QuantityError('give the path of a file');
  return given;
};
