import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash; the sources here and what is built from them lie equally deep in it. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The command line as it is built, which the contributors' commands do before they begin. */
export const program: string = `${root}apps/runner/dist/main.js`;
export const isBuilt = (): boolean => existsSync(program);
