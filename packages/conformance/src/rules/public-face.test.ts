import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiReport, apiReportPath } from './api-report.ts';
import { publicFace, publicPackages, withDeclarations, type PublicDeclaration } from './public-face.ts';
import { root } from '../repository.ts';

const packages = publicPackages(root);
const faces = withDeclarations(root, (read) => new Map(packages.map((name) => [name, publicFace(name, read)])));

const undocumented = (face: readonly PublicDeclaration[]) =>
  face.filter(({ documented }) => !documented).map(({ name, path }) => `${path}: ${name} has no docstring`);

test.each(packages)('all that %s gives to others has a docstring', (name) => {
  expect(undocumented(faces.get(name)!)).toEqual([]);
});

test.each(packages)('the API report of %s is current (`pnpm api` writes it)', (name) => {
  const path = root + apiReportPath(name);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(apiReport(name, faces.get(name)!));
});

/** What a planted package gives to others; the files are what TypeScript would emit. */
const faceOf = (files: Readonly<Record<string, string>>) =>
  publicFace('planted', (path) => files[path.replace('packages/planted/src/', '')] ?? '');
const good = `/** One. */\nexport declare const one = 1;\n`;

test.each([
  ['a constant', `export declare const two = 2;`],
  ['a function', `export declare function two(): void;`],
  ['a type', `export type two = 2;`],
  ['an interface', `export interface two {\n  /** Documented. */\n  a: 1;\n}`],
  ['a class', `export declare class two {\n}`],
  ['a line comment', `// Two.\nexport declare const two = 2;`],
  ['a plain comment', `/* Two. */\nexport declare const two = 2;`],
  ["another's docstring", `/** Not two. */\nexport declare const other = 0;\nexport declare const two = 2;`],
])('a planted declaration without a docstring is found: %s', (_name, text) => {
  const index = `export { one } from './one.ts';\nexport { two } from './two.ts';\n`;
  expect(undocumented(faceOf({ 'index.ts': index, 'one.ts': good, 'two.ts': text }))).toEqual([
    'packages/planted/src/two.ts: two has no docstring',
  ]);
});

test.each([
  ['by name', `export { two } from './two.ts';`],
  ['with all of its file', `export * from './two.ts';`],
  ['under another name', `export { inner as two } from './inner.ts';`],
  ['by way of another file', `export { two } from './between.ts';`],
  ['imported and exported', `import { inner } from './inner.ts';\nexport { inner as two };`],
  ['as a type', `export { type two } from './two.ts';`],
  ['by a file that needs it too', `export { two } from './both.ts';`],
])('what an index exports is found where it is declared: %s', (_name, index) => {
  const files = {
    'index.ts': index,
    'between.ts': `export * from './two.ts';`,
    'both.ts': `import { two } from './two.ts';\nexport * from './two.ts';\nexport declare const three: typeof two;`,
    'two.ts': `export declare const two = 2;`,
    'inner.ts': `declare const inner = 2;\nexport { inner };`,
  };
  expect(faceOf(files)).toMatchObject([
    { documented: false, text: expect.stringMatching(/^(?:declare )?const \w+ = 2;$/) },
  ]);
});

test.each([
  ['a name that goes', `export {};`],
  ['a name that comes', `${good}/** Two. */\nexport declare const two = 2;\n`],
  ['another value', good.replace('= 1', '= 2')],
  ['another type', good.replace('one = 1', 'one: number')],
])('a planted change of the public face changes the report: %s', (_name, text) => {
  expect(apiReport('planted', faceOf({ 'index.ts': text }))).not.toBe(
    apiReport('planted', faceOf({ 'index.ts': good })),
  );
});

test('a comment is no change of it', () => {
  expect(apiReport('planted', faceOf({ 'index.ts': good.replace('One.', 'The first.') }))).toBe(
    apiReport('planted', faceOf({ 'index.ts': good })),
  );
});

test('the API report does not change when files move', () => {
  const typed = (file: string) =>
    `/** Two. */\nexport declare const two: import("${file}").A | import("@hartlab/isa").B;`;
  const [here, there] = ['./one.ts', '../elsewhere/one.ts'].map((file) => faceOf({ 'index.ts': typed(file) }));
  expect(apiReport('planted', there!)).toBe(apiReport('planted', here!));
  expect(apiReport('planted', here!)).toContain('const two: A | B;');
});
