/** One deliberate defect in a source: a piece of text with another in its place. */
export interface SourceMutant {
  /** A letter for the list that it is in, and a number. */
  readonly id: `${'A' | 'B' | 'D' | 'E' | 'F' | 'H' | 'L' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'V' | 'W' | 'X'}${number}`;
  readonly title: string;
  /** The file, from the repository's root on. */
  readonly file: string;
  /** The text to replace; it occurs once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The test files, from the repository's root on, of which at least one test must fail. */
  readonly killedBy: readonly string[];
}

/** Mutants of one file, which the same tests must kill unless a mutant names its own. */
export const mutantsOf = (
  file: string,
  killedBy: readonly string[],
  mutants: readonly (Pick<SourceMutant, 'id' | 'title' | 'find' | 'replace'> &
    Partial<Pick<SourceMutant, 'killedBy'>>)[],
): readonly SourceMutant[] => mutants.map((mutant) => ({ file, killedBy, ...mutant }));

/**
 * The source with the defect in it.
 *
 * @throws RangeError when the text to replace is not there exactly once: the source has changed, and the mutant must too.
 */
export function plant({ id, file, find, replace }: SourceMutant, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new RangeError(`${id}: ${file} has this ${parts.length - 1} times, not once: ${find}`);
  return parts.join(replace);
}
