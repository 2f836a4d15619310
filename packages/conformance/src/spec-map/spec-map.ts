import { citationOf } from './citations.ts';
import type { Declaration } from './declarations.ts';
import { isCitedAs, type Section, type SpecDocument } from './sections.ts';
import { isTest, type SourceFile, testsBeside } from './source-files.ts';

/** A line of a source file; the first is 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What is declared, and where: the line that names it or else one that cites the section; undefined when there is neither. */
export interface Implemented extends Pick<Declaration, 'kind' | 'name'> {
  readonly place: Place | undefined;
  /** Where it is carried out, if that is elsewhere. */
  readonly doneAt: readonly Place[];
}

/** What the repository has to say about one section. A citation of a title that several sections have means all of them. */
export interface MappedSection extends Section {
  readonly implemented: readonly Implemented[];
  /** Where else the sources cite it, tests apart. */
  readonly cited: readonly Place[];
  /** The test files that cite it, and those of the files that declare what is in it or cite it. */
  readonly tests: readonly string[];
}

export interface MappedDocument extends SpecDocument {
  readonly sections: readonly MappedSection[];
}

/** Joins the sections of the documents, the declarations and the citations in the sources. */
export function specMap(
  documents: readonly SpecDocument[],
  declarations: readonly Declaration[],
  files: readonly SourceFile[],
): MappedDocument[] {
  const known = new Set(files.map(({ path }) => path));
  const specs = new Map(declarations.map((declaration) => [declaration, citationOf(declaration.spec)]));

  const mapSection = (document: SpecDocument, section: Section): MappedSection => {
    const citesIt = (citation: { document: string; title: string } | undefined) =>
      citation !== undefined && citation.document === document.name && isCitedAs(section, citation.title);
    const citing = files.filter(({ citations }) => citations.some(citesIt));
    const sources = citing.filter(({ path }) => !isTest(path));
    const places = sources.flatMap(({ path, citations }) =>
      citations.filter(citesIt).map(({ line }) => ({ file: path, line })),
    );
    const citedIn = (folder: string) => places.find(({ file }) => file.startsWith(folder));
    const implemented = declarations
      .filter((declaration) => citesIt(specs.get(declaration)))
      .map((declaration) => ({
        kind: declaration.kind,
        name: declaration.name,
        place: declaredAt(declaration, sources) ?? declaredAt(declaration, files) ?? citedIn(declaration.folder),
        doneAt: doneAt(declaration, files),
      }));
    const declaring = new Set(
      implemented.flatMap(({ place, doneAt }) => [...(place ? [place] : []), ...doneAt]).map(({ file }) => file),
    );
    const cited = places.filter(({ file }) => !declaring.has(file));
    const tests = [
      ...citing.filter(({ path }) => isTest(path)).map(({ path }) => path),
      ...[...declaring, ...cited.map(({ file }) => file)].flatMap(
        (file) => testsBeside(file).find((test) => known.has(test)) ?? [],
      ),
    ];
    return { ...section, implemented, cited, tests: [...new Set(tests)].toSorted() };
  };

  return documents.map((document) => ({
    ...document,
    sections: document.sections.map((section) => mapSection(document, section)),
  }));
}

/** The first line in these files that declares it. */
const declaredAt = ({ folder, beginsIn }: Declaration, files: readonly SourceFile[]): Place | undefined =>
  placesOf(
    beginsIn,
    files.filter(({ path }) => path.startsWith(folder)),
  )[0];

const doneAt = ({ isDoneIn }: Declaration, files: readonly SourceFile[]): Place[] =>
  isDoneIn ? placesOf(isDoneIn, files) : [];

function placesOf(indexIn: (text: string) => number, files: readonly SourceFile[]): Place[] {
  return files.flatMap(({ path, text }) => {
    const index = isTest(path) ? -1 : indexIn(text);
    return index < 0 ? [] : [{ file: path, line: text.slice(0, index).split('\n').length }];
  });
}

/** Whether anything is declared, cited or tested there. */
export const isTouched = ({ implemented, cited, tests }: MappedSection): boolean =>
  implemented.length + cited.length + tests.length > 0;
