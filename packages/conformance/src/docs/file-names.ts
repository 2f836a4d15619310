/** A place where a document names a file or a folder. */
export interface NamedFile {
  /** As written. */
  readonly name: string;
  /** Counts from 1. */
  readonly line: number;
}

/** What has a slash or a source's ending, and neither a blank nor what stands for something else. */
const isName = (text: string): boolean =>
  /^[\w.*-]+(\/[\w.*-]+)*\/?$/.test(text) && /\/|\.(ts|mjs|s|md|sh|json)$/.test(text);

/** The files and folders that a document names between backticks, outside its blocks of code. */
export const namedFiles = (text: string): NamedFile[] =>
  text
    .replaceAll(/^```.*?^```/gms, (block) => block.replaceAll(/[^\n]/g, ''))
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/`([^`\s]+)`/g)]
        .map(([, name = '']) => ({ name, line: index + 1 }))
        .filter(({ name }) => isName(name)),
    );

/**
 * Whether the repository's files have what the document at `path` means: a path, or the end of one, below the document's
 * package or, for a document that is in none, anywhere. `*` stands for any part of a name.
 */
export function isThere(name: string, path: string, files: readonly string[]): boolean {
  const place = /^(?:packages|apps)\/[^/]+\//.exec(path)?.[0] ?? '';
  const pattern = name.replace(/\/$/, '').replaceAll('.', '\\.').replaceAll('*', '[^/]*');
  const meant = new RegExp(`(?:^|/)${pattern}(?:/|$)`);
  return files.some((file) => file.startsWith(place) && meant.test(file));
}
