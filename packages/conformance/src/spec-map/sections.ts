import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The specifications that the sources cite, by the names that citations use. */
export const documentNames = ['unpriv', 'priv', 'sbi', 'aia', 'debug'] as const;
export type DocumentName = (typeof documentNames)[number];

/** A section of a specification: a fact about the document, nothing of its text. */
export interface Section {
  readonly title: string;
  /** 0 for a chapter, 1 for a section in it, and so on. */
  readonly level: number;
}

/** What `sections/<name>.txt` lists, in the document's order. */
export interface SpecDocument {
  readonly name: DocumentName;
  /** Its title and version. */
  readonly title: string;
  readonly sections: readonly Section[];
}

/** Reads the list of a document's sections in the repository at `root`. */
export function readDocument(root: string, name: DocumentName): SpecDocument {
  const text = readFileSync(join(root, 'packages/conformance/sections', `${name}.txt`), 'utf8');
  const [title = '', ...lines] = text.trimEnd().split('\n');
  const sections = lines.map((line) => ({ title: line.trim(), level: /^ */.exec(line)![0].length / 2 }));
  return { name, title, sections };
}

const unfonted = (title: string) => title.replaceAll('`', '');

/** A title without the numbers at its end, which a citation may leave out: `(EID #0x10)`, `, Version 1.13`. */
const unnumbered = (title: string) => title.replace(/(?: \([^()]*\)|, Version [\d.]+)$/, '');

/** Whether a citation of `cited` means the section: fonts do not count, and what a title ends with may be left out. */
export function isCitedAs(section: Section, cited: string): boolean {
  const wanted = unfonted(cited);
  return section.title === wanted || unnumbered(section.title) === wanted;
}
