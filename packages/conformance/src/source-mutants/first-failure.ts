import { beforeEach } from 'vitest';

// A mutant is killed by its first failure: what would follow is not run.
let isKilled = false;
beforeEach(({ skip, onTestFailed }) => {
  if (isKilled) skip();
  onTestFailed(() => {
    isKilled = true;
  });
});
