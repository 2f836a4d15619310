import { root } from '../repository.ts';
import { isTest, sourceFiles } from '../spec-map/source-files.ts';
import { parse, type Syntax } from './syntax.ts';

/** Every TypeScript file of the packages and the applications. */
export const sources = (): Syntax[] =>
  sourceFiles(root)
    .filter(({ path }) => path.endsWith('.ts'))
    .map(({ path, text }) => parse(path, text));

/** Whether a file is for tests only. */
export const isForTests = (path: string): boolean => isTest(path) || path.includes('/testing/');
