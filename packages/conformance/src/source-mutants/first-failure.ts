import fc from 'fast-check';
import { beforeEach } from 'vitest';

// That a property fails is enough: it looks for no simpler case. It tries the same cases each time.
fc.configureGlobal({ seed: Number(process.env['HARTLAB_MUTANTS']), endOnFailure: true });

// A mutant is killed by its first failure: what would follow is not run.
let isKilled = false;
beforeEach(({ skip, onTestFailed }) => {
  if (isKilled) skip();
  onTestFailed(() => {
    isKilled = true;
  });
});
