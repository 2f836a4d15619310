import { posix } from 'node:path';
import type { Breach } from './breach.ts';
import { importsOf, type Syntax } from './syntax.ts';

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
  return importsOf(source).flatMap(({ specifier, line }) => {
    const problem = problemOf(source.path, specifier);
    return problem === undefined ? [] : [{ path: source.path, line, problem }];
  });
}
