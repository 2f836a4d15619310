import { type DocumentName, documentNames } from './sections.ts';

/** `<document> "<section title>"`, somewhere in the sources. */
export interface Citation {
  readonly document: DocumentName;
  readonly title: string;
  /** Where it begins; the first line is 1. */
  readonly line: number;
}

/** Where a citation may be broken: at spaces, and at the ends of lines, also in a comment. */
const gap = String.raw`(?:[ \t]*\n[ \t]*(?:\*|//|#)?[ \t]*|[ \t]+)`;
const documents = documentNames.join('|');
const titles = String.raw`"[^"]+"(?:(?:,?${gap}and|,)${gap}"[^"]+")*`;
const citation = new RegExp(`(?<![\\w-])(${documents})${gap}(${titles})`, 'g');
const lineEnd = new RegExp(gap, 'g');

/** The citations in a text; several titles of one document may be joined with commas and "and". */
export function citationsIn(text: string): Citation[] {
  return [...text.matchAll(citation)].flatMap(({ 1: document, 2: cited = '', index }) => {
    const line = text.slice(0, index).split('\n').length;
    return [...cited.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({
      document: document as DocumentName,
      title: title.replaceAll(lineEnd, ' '),
      line,
    }));
  });
}

/** The citation that a declaration's `spec` is; undefined when it is none of an existing document. */
export function citationOf(spec: string): Omit<Citation, 'line'> | undefined {
  const [only, ...more] = citationsIn(spec);
  return only && more.length === 0 && spec === `${only.document} "${only.title}"` ? only : undefined;
}
