import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The specifications that the sources cite, by the names that citations use. */
export const documentNames = ['unpriv', 'priv', 'sbi', 'aia', 'debug', 'reri'] as const;
export type DocumentName = (typeof documentNames)[number];

/** A section of a specification: a fact about the document, nothing of its text. */
export interface Section {
  readonly title: string;
  /** 0 for a chapter, 1 for a section in it, and so on. */
  readonly level: number;
  /** The titles of the sections that it is in. */
  readonly within: readonly string[];
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
  const within: string[] = [];
  const sections = lines.map((line) => {
    const section = { title: line.trim(), level: /^ */.exec(line)![0].length / 2 };
    within.length = section.level;
    within[section.level] = section.title;
    return { ...section, within: within.slice(0, section.level) };
  });
  return { name, title, sections };
}

/** How a title can be cited: as it is, or without the numbers at its end, as `(EID #0x10)` or `, Version 1.13`. */
const spellings = (title: string) => [title, title.replace(/(?: \([^()]*\)|, Version [\d.]+)$/, '')];

/**
 * Whether a citation of `cited` means the section. Fonts do not count. Where several sections have one title, the
 * citation can say in which chapter or section: "Compressed Instructions / NOP Instruction".
 */
export function isCitedAs({ title, within }: Omit<Section, 'level'>, cited: string): boolean {
  const wanted = cited.replaceAll('`', '');
  const titles = spellings(title);
  const places = within.flatMap(spellings);
  return titles.includes(wanted) || places.some((place) => titles.some((each) => wanted === `${place} / ${each}`));
}
