import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../repository.ts';
import { isThere, namedFiles } from './file-names.ts';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
/** What commands write, and git ignores. */
const written = ['docs/spec-map.md', 'docs/sbi-table.md'];
const documents = files.filter(
  (file) => file.endsWith('.md') && !file.endsWith('/api.md') && !file.startsWith('.changeset/'),
);

test.each(documents)('every file that %s names is there', (path) => {
  const lost = namedFiles(readFileSync(join(root, path), 'utf8')).filter(
    ({ name }) => !isThere(name, path, [...files, ...written]),
  );
  expect(lost.map(({ name, line }) => `${path}:${line}: there is no ${name}`)).toEqual([]);
});

const readme = 'packages/hart/README.md';
const known = ['packages/hart/src/state/cells.ts', 'packages/isa/src/rows/i.ts', 'docs/cli.md', 'turbo.json'];

test.each([
  ['a file that has moved', readme, 'see `src/cells.ts`'],
  ['a file that never was', readme, '`state/cell.ts`'],
  ['by the end of its name', readme, '`ells.ts`'],
  ['a folder', readme, '`src/csrs/`'],
  ['a file of another package', readme, '`src/rows/i.ts`'],
  ['of several', readme, '`src/state/*.mjs`'],
  ['among others', readme, '`src/state/cells.ts`, and what\nfollows: `layout.ts`'],
  ['from the root', 'ARCHITECTURE.md', '`packages/hart/src/cells.ts`'],
])('a name of nothing is found: %s', (_name, path, text) => {
  expect(namedFiles(text).filter(({ name }) => !isThere(name, path, known))).toHaveLength(1);
});

test.each([
  [
    readme,
    '`src/state/cells.ts`, `cells.ts`, `src/state/` or `src/state/c*.ts`; `hart.step()`, `-cpu max`, `rv64imac`',
  ],
  [readme, '```ts\nimport { x } from `./y.ts`;\n```'],
  ['CONTRIBUTING.md', '`hart/src/state/cells.ts`, `rows/`, `docs/cli.md`, `turbo.json`, `rows/<name>.ts`'],
])('in %s all of %j is there', (path, text) => {
  expect(namedFiles(text).filter(({ name }) => !isThere(name, path, known))).toEqual([]);
});
