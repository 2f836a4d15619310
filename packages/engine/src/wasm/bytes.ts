/** An unsigned integer in LEB128 (wasm "Integers"). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** A signed integer of up to 64 bits in LEB128. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64n || rest >= 64n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest & 0x7fn));
  return bytes;
}

// Arrays are joined by `concat`: the host copies as a whole what a spread takes one by one.

/** A vector: how many elements, and their bytes (wasm "Vectors"). */
export const vector = (elements: readonly (readonly number[])[]): number[] =>
  unsigned(elements.length).concat(...elements);

/** A vector of bytes. */
export const sized = (bytes: readonly number[]): number[] => unsigned(bytes.length).concat(bytes);

/** A name in ASCII. */
export const name = (text: string): number[] => sized(Array.from(text, (character) => character.charCodeAt(0)));
