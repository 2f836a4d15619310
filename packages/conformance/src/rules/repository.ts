import { fileURLToPath } from 'node:url';
import { isTest, sourceFiles } from '../spec-map/source-files.ts';
import { parse, type Syntax } from './syntax.ts';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Every TypeScript file of the packages and the applications. */
export const sources = (): Syntax[] =>
  sourceFiles(root)
    .filter(({ path }) => path.endsWith('.ts'))
    .map(({ path, text }) => parse(path, text));

/** Whether a file is for tests only. */
export const isForTests = (path: string): boolean => isTest(path) || path.includes('/testing/');
