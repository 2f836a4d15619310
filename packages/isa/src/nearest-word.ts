/** Of the words, the one that the fewest insertions, deletions and replacements of a letter turn into `word`. */
export function nearestWord(word: string, words: readonly string[]): string {
  const distances = words.map((each) => editDistance(word.toLowerCase(), each.toLowerCase()));
  return words[distances.indexOf(Math.min(...distances))] ?? '';
}

/** The Levenshtein distance of two words, by its table, one row after the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++)
      next.push(
        Math.min(
          row[column]! + 1,
          next[column - 1]! + 1,
          row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[to.length]!;
}
