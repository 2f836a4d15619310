import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const conditions = ['@hartlab/source'];
const places = ['packages', 'apps'].flatMap((root) =>
  readdirSync(root).map((name) => ({ name, root: `${root}/${name}` })),
);

/** One project per package; tests resolve the packages to their sources, so nothing has to be built first. */
export default defineConfig({
  test: {
    projects: places.map(({ name, root }) => ({
      extends: true,
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      test: { name, root, include: ['src/**/*.test.ts'] },
    })),
  },
});
