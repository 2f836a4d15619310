import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { root } from '../repository.ts';
import { breachInWords } from './breach.ts';
import { houses, importsUpwards, type House } from './floors.ts';
import { sources } from './sources.ts';
import { parse } from './syntax.ts';

// All sources are read and parsed, which takes seconds, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const all = sources();

test.each(houses.map((house) => [house.folder, house] as const))('in %s imports only lead down', (_folder, house) => {
  expect(all.flatMap((source) => importsUpwards(source, house)).map(breachInWords)).toEqual([]);
});

test.each(houses.flatMap(({ folder, floors }) => floors.map((floor) => folder + floor)))('there is a %s', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
});

const house: House = {
  folder: 'packages/house/src/',
  floors: ['cellar/', 'port.ts', 'kitchen/', 'roof.ts'],
  ports: ['port.ts'],
};
const breaches = (path: string, text: string) =>
  importsUpwards(parse(house.folder + path, `// First.\n${text}`), house).map(({ line, problem }) => [line, problem]);

test.each([
  ['from the floor above', 'cellar/a.ts', `import { b } from '../kitchen/b.ts';`],
  ['from a file above the rooms', 'kitchen/a.ts', `import { roof } from '../roof.ts';`],
  ['of a type', 'cellar/a.ts', `import type { B } from '../kitchen/b.ts';`],
  ['of a type in place', 'cellar/a.ts', `type B = import('../kitchen/b.ts').B;`],
  ['for its effects', 'cellar/a.ts', `import '../kitchen/b.ts';`],
  ['of what is passed on', 'cellar/a.ts', `export { b } from '../kitchen/b.ts';`],
  ['of all that is passed on', 'cellar/a.ts', `export * from '../kitchen/b.ts';`],
  ['at run time', 'cellar/a.ts', `const b = await import('../kitchen/b.ts');`],
  ['from a folder in a room', 'cellar/deep/a.ts', `import { b } from '../../kitchen/deep/b.ts';`],
  ['of a port by what is below it', 'cellar/a.ts', `import type { Port } from '../port.ts';`],
  ['from what has no floor', 'kitchen/a.ts', `import { b } from '../attic/b.ts';`],
])('a planted import is found: %s', (_name, path, text) => {
  expect(breaches(path, text)).toMatchObject([[2, expect.stringMatching(/is above (cellar|kitchen)\//)]]);
});

test('a port that imports a value from above is found', () => {
  expect(breaches('port.ts', `import { b } from './kitchen/b.ts';`)).toMatchObject([[2, /may only import types/]]);
});

test('a room without a floor is found', () => {
  expect(breaches('attic/a.ts', '')).toMatchObject([[1, expect.stringContaining('attic/ stands on no floor')]]);
});

test('what leads down, stays in a room, comes from a package, stands in a test or is a type for a port is none', () => {
  const down = `
    import { a } from '../cellar/a.ts';
    import type { Port } from '../port.ts';
    import { c } from './c.ts';
    import { d } from '../kitchen/d.ts';
    import { isa } from '@hartlab/isa';
  `;
  expect(breaches('kitchen/b.ts', down)).toEqual([]);
  expect(breaches('roof.ts', `import { b } from './kitchen/b.ts';`)).toEqual([]);
  expect(breaches('port.ts', `import type { B } from './kitchen/b.ts';`)).toEqual([]);
  const up = `import { roof } from '../roof.ts';`;
  for (const path of ['cellar/a.test.ts', 'cellar/testing/a.ts', 'testing/a.ts'])
    expect(breaches(path, up), path).toEqual([]);
});
