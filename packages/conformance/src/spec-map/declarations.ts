import { csrs } from '@hartlab/hart';
import { compressedTables, type Encoding, type IsaTable, isaTables } from '@hartlab/isa';
import { attributes } from '@hartlab/sse';
import { descriptions } from '../sbi/descriptions.ts';

/** Something that a specification defines and a package declares. */
export interface Declaration {
  readonly kind: 'instruction' | 'CSR' | 'SBI extension' | 'SBI function' | 'SSE attribute';
  readonly name: string;
  /** `<document> "<section title>"`. */
  readonly spec: string;
  /** The folder of the sources that declare it, from the root of the repository. */
  readonly folder: string;
  /** Where its declaration begins in a file's text; -1 when it is not there. */
  readonly beginsIn: (text: string) => number;
  /** Where a file's text carries it out, for what is described in one place and done in others; -1 when it does not. */
  readonly isDoneIn?: (text: string) => number;
}

const begunString = /(?<=['`])(?:\$\{[^}]*\}|[\w.])+(?=[ '`])/g;
const escaped = (text: string) => text.replaceAll('.', '\\.');

/** Whether a template can give this name. */
function gives(template: string, name: string): boolean {
  const parts = template.split(/\$\{[^}]*\}/);
  return parts.some(Boolean) && new RegExp(`^${parts.map(escaped).join('.+')}$`).test(name);
}

/** Finds the first string that begins with this name, or else with a template for it: `mhpmcounter${n}`. */
const named = (name: string) => (text: string) => {
  const strings = [...text.matchAll(begunString)];
  const found = strings.find(([string]) => string === name) ?? strings.find(([string]) => gives(string, name));
  return found?.index ?? -1;
};

/** Where the handler of a function stands in an implementation of its extension; -1 when there is none. */
function handlerIn(text: string, extension: string, name: string): number {
  const implementation = text.indexOf(`implement(${extension},`);
  return implementation < 0 ? -1 : text.indexOf(` ${name}: `, implementation);
}

const folder = 'packages/sbi/src/';
const sbiDeclarations = Object.entries(descriptions).flatMap(([exported, extension]): Declaration[] => [
  {
    kind: 'SBI extension',
    name: extension.name,
    spec: extension.spec,
    folder,
    beginsIn: (text) => text.search(`const ${exported}\\b`),
  },
  ...Object.entries(extension.functions).map(([name, { spec }]) => ({
    kind: 'SBI function' as const,
    name: `sbi_${name}`,
    spec,
    folder,
    beginsIn: (text: string) => text.search(`\\b${name}: \\w*[fF]n\\w*\\(`),
    isDoneIn: (text: string) => handlerIn(text, exported, name),
  })),
]);

const declare =
  (kind: Declaration['kind'], folder: string) =>
  ({ name, spec }: { name: string; spec: string }): Declaration => ({
    kind,
    name,
    spec,
    folder,
    beginsIn: named(name),
  });

const tables: readonly IsaTable<Encoding>[] = [...isaTables, ...compressedTables];

/** All of them. A row that several tables share is here once. */
export const declarations: readonly Declaration[] = [
  ...[...new Set(tables.flatMap(({ rows }) => rows))].map(declare('instruction', 'packages/isa/src/rows/')),
  ...csrs.map(declare('CSR', 'packages/hart/src/csrs/')),
  ...sbiDeclarations,
  ...attributes.map(declare('SSE attribute', 'packages/sse/src/')),
];
