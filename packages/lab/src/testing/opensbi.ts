import { existsSync, readFileSync } from 'node:fs';

/** For tests: OpenSBI with SSE, if HARTLAB_OPENSBI names such a file: Debian's from 13 on. Those before 1.5 have none. */
export const opensbiFile = ((): string | undefined => {
  const file = process.env['HARTLAB_OPENSBI'];
  return file !== undefined && existsSync(file) && readFileSync(file).includes('IPI_SSE_INJECT') ? file : undefined;
})();
