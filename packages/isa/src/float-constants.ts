/**
 * The numbers that fli loads, by the value of its field (unpriv "Load-Immediate Instructions"). The smallest normal
 * number, `min`, is another one in each format. 65536 is infinity in half precision.
 */
export const floatConstants: readonly (number | 'min')[] = [
  -1,
  'min',
  2 ** -16,
  2 ** -15,
  2 ** -8,
  2 ** -7,
  0.0625,
  0.125,
  0.25,
  0.3125,
  0.375,
  0.4375,
  0.5,
  0.625,
  0.75,
  0.875,
  1,
  1.25,
  1.5,
  1.75,
  2,
  2.5,
  3,
  4,
  8,
  16,
  128,
  256,
  2 ** 15,
  2 ** 16,
  Infinity,
  NaN,
];

/** How GNU objdump writes the constant: `min`, `inf`, `nan`, or hexadecimal, such as `0x1.4p-2` for 0.3125. */
export function floatConstantText(index: number): string {
  const value = floatConstants[index];
  if (value === 'min') return value;
  if (value === undefined || Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const significand = (Math.abs(value) / 2 ** exponent).toString(16);
  return `${value < 0 ? '-' : ''}0x${significand}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** Which constant the text is: a name, or a decimal or hexadecimal number. Undefined when it is none of them. */
export function floatConstantIndex(text: string): number | undefined {
  const value = hexadecimal(text) ?? (text === '' ? NaN : Number(text));
  const index = floatConstants.findIndex((constant, at) => floatConstantText(at) === text || constant === value);
  return index < 0 ? undefined : index;
}

/** The value of a hexadecimal number as C writes it, with a binary exponent. */
function hexadecimal(text: string): number | undefined {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^([+-]?)0x([\da-f]+)(?:\.([\da-f]*))?p([+-]?\d+)$/i.exec(text) ?? [];
  if (exponent === undefined) return undefined;
  const digits = parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -digits : digits;
}
