import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const conditions = ['@hartlab/source'];
const places = ['packages', 'apps'].flatMap((root) =>
  readdirSync(root).map((name) => ({ name, root: `${root}/${name}` })),
);

const shared = { extends: true, resolve: { conditions }, ssr: { resolve: { conditions } } } as const;
/** Milliseconds after which a test counts as one that hangs: no claim of speed, which a busy machine would break. */
const testTimeout = 30_000;
/** Tests that compare times: what else runs beside them would be a part of the result. */
const timings = '**/*.timing.test.ts';

/**
 * One project per package, and then, alone, the tests that compare times. They resolve the packages to their sources, so
 * nothing has to be built first.
 */
export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    testTimeout,
    projects: [
      ...places.map(({ name, root }) => ({
        ...shared,
        test: { name, root, include: ['src/**/*.test.ts'], exclude: [timings], sequence: { groupOrder: 0 } },
      })),
      {
        ...shared,
        test: {
          name: 'timings',
          include: places.map(({ root }) => `${root}/src/${timings}`),
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
