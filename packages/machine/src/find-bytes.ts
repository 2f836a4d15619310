/**
 * Where a pattern begins in bytes, each place of it in order. The time is in proportion to both lengths, whatever they hold
 * (Knuth, Morris and Pratt, "Fast Pattern Matching in Strings").
 */
export function* findBytes(bytes: Uint8Array, pattern: Uint8Array): Generator<number> {
  const { length } = pattern;
  if (length === 0 || length > bytes.length) return;
  /** For each prefix of the pattern, the length of the longest shorter one that it ends with. */
  const borders = new Int32Array(length + 1);
  for (let index = 1, border = 0; index < length; index++) {
    while (border > 0 && pattern[index] !== pattern[border]) border = borders[border]!;
    if (pattern[index] === pattern[border]) border++;
    borders[index + 1] = border;
  }
  for (let at = 0, matched = 0; at < bytes.length; at++) {
    while (matched > 0 && bytes[at] !== pattern[matched]) matched = borders[matched]!;
    if (bytes[at] === pattern[matched]) matched++;
    if (matched < length) continue;
    yield at + 1 - length;
    matched = borders[length]!;
  }
}
