import { setFlagsFromString } from 'node:v8';

/** V8's of Node 20. Later ones do not know the flag, and say so. */
const versionWithTwo = /^11\./;

/**
 * Lets V8 compile large functions as well as small ones. It used to give registers to those that need thousands in another way, which
 * is sooner done and makes slower code: the fast engine's interpreter is one, and took a third longer (docs/performance.md).
 */
export const compileLargeFunctionsWell = (v8 = process.versions.v8, set = setFlagsFromString): void => {
  if (versionWithTwo.test(v8)) set('--no-turbo-use-mid-tier-regalloc-for-huge-functions');
};
