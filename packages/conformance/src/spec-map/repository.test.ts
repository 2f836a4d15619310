import { expect, test } from 'vitest';
import { root } from '../repository.ts';
import { type Citation, citationOf } from './citations.ts';
import { declarations } from './declarations.ts';
import { markdown } from './markdown.ts';
import { documentNames, isCitedAs, readDocument } from './sections.ts';
import { sourceFiles } from './source-files.ts';
import { specMap } from './spec-map.ts';

const documents = documentNames.map((name) => readDocument(root, name));
const files = sourceFiles(root);
const map = specMap(documents, declarations, files);

const exists = ({ document, title }: Omit<Citation, 'line'>) =>
  documents.some(({ name, sections }) => name === document && sections.some((section) => isCitedAs(section, title)));

test.each(documentNames)('every citation of %s names one of its sections', (name) => {
  const wrong = files.flatMap(({ path, citations }) =>
    citations
      .filter((citation) => citation.document === name && !exists(citation))
      .map(({ title, line }) => `${path}:${line}: ${name} has no section "${title}"`),
  );
  expect(wrong).toEqual([]);
});

test('every instruction, CSR, SBI extension, SBI function and SSE attribute cites one section', () => {
  const wrong = declarations.filter(({ spec }) => {
    const citation = citationOf(spec);
    return citation === undefined || !exists(citation);
  });
  expect(wrong.map(({ kind, name, spec }) => `${kind} ${name}: ${spec}`)).toEqual([]);
});

test('every one of them is in the map, with the line that declares it', () => {
  const mapped = map.flatMap(({ sections }) => sections).flatMap(({ implemented }) => implemented);
  const lineOf = new Map(mapped.map(({ kind, name, place }) => [`${kind} ${name}`, place]));
  const lost = declarations.filter(({ kind, name }) => lineOf.get(`${kind} ${name}`) === undefined);
  expect(lost.map(({ kind, name }) => `${kind} ${name}`)).toEqual([]);
});

test('the map says which tests cover a section', () => {
  const section = (document: string, title: string) =>
    map.find(({ name }) => name === document)?.sections.find((candidate) => candidate.title === title);
  expect(section('priv', 'Physical Memory Protection CSRs')?.tests).toContain(
    'packages/hart/src/csrs/physical-memory-protection.test.ts',
  );
  expect(section('sbi', 'Function: Hart start (FID #0)')?.implemented).toMatchObject([
    { kind: 'SBI function', name: 'sbi_hart_start', place: { file: 'packages/sbi/src/hsm.ts' } },
  ]);
});

test('in words, each document has its chapters in order', () => {
  const chapters = documents.flatMap(({ sections }) => sections.filter(({ level }) => level === 0));
  const text = markdown(map);
  let position = 0;
  for (const { title } of chapters) {
    position = text.indexOf(`\n| ${title}`, position);
    expect(position, title).toBeGreaterThan(0);
  }
});
