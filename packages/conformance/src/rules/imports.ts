import { posix } from 'node:path';
import type { Breach } from './breach.ts';
import { isNode, lineOf, nodes, type Syntax } from './syntax.ts';

const kinds: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

/** The folder of a package or an application: its two first segments. */
const placeOf = (path: string): string => path.split('/', 2).join('/');

/** Why a file must not import this. */
function problemOf(path: string, specifier: string): string | undefined {
  const deep = /^(@hartlab\/[^/]+)\//.exec(specifier);
  if (deep) return `${specifier} goes past the index of ${deep[1]}: import from ${deep[1]}`;
  if (!specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(path), specifier);
  return placeOf(target) === placeOf(path) ? undefined : `${specifier} leaves the package: import the package by name`;
}

/** Imports, types included, that reach into another package past its `src/index.ts`. */
export function importsPastAnIndex(source: Syntax): Breach[] {
  return [...nodes(source.program)].flatMap((node) => {
    const specifier = kinds.has(node.type) ? node['source'] : undefined;
    if (!isNode(specifier) || typeof specifier['value'] !== 'string') return [];
    const problem = problemOf(source.path, specifier['value']);
    return problem === undefined ? [] : [{ path: source.path, line: lineOf(source, specifier.start), problem }];
  });
}
