import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Citation, citationsIn } from './citations.ts';

/** A file that people write, with what it cites. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly citations: readonly Citation[];
}

const folders = ['src', 'scripts', 'guests', 'payloads'];
const written = /\.(?:ts|mjs|s|c|h)$/;

/** Every source file of the packages and the applications in the repository at `root`. */
export function sourceFiles(root: string): SourceFile[] {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .flatMap((place) => folders.map((folder) => `${place}/${folder}`))
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => written.test(name))
        .toSorted()
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    )
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, citations: citationsIn(text) };
    });
}

/** Whether the file holds tests. */
export const isTest = (path: string): boolean => path.endsWith('.test.ts');

/** Where the tests of a source file may be: beside it, or, for all files of its folder together, in the folder or beside it. */
export function testsBeside(path: string): string[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return [path.replace(/\.\w+$/, '.test.ts'), `${folder}/${name}.test.ts`, `${folder}.test.ts`];
}
