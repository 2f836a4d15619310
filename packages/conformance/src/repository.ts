import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash; the sources here and what is built from them lie equally deep in it. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
