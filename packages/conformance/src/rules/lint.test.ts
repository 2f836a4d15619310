import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../repository.ts';

/* The rules that oxlint checks: `.oxlintrc.json` at the root. */

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

/** What oxlint says of the tree at `folder`: rule and file. */
function lint(folder: string): string[] {
  const oxlint = join(root, 'node_modules/.bin/oxlint');
  const run = () => execFileSync(oxlint, ['--format', 'json'], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(outputOf(run)) as { diagnostics: readonly Diagnostic[] };
  return diagnostics.map(({ code, filename }) => `${code} ${filename}`);
}

/** What a command prints; it exits with 1 when it finds something. */
function outputOf(run: () => string): string {
  try {
    return run();
  } catch (error) {
    const { status, stdout } = error as { status?: number; stdout?: string };
    if (status !== 1 || stdout === undefined) throw error;
    return stdout;
  }
}

const lines = (count: number) => 'export {};\n'.repeat(count);
const planted: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['import(no-cycle)', 'packages/hart/src/first.ts', `import { b } from './second.ts';\nexport const a = () => b;\n`],
  ['import(no-cycle)', 'packages/hart/src/second.ts', `import { a } from './first.ts';\nexport const b = () => a;\n`],
  ['import(no-cycle)', 'packages/hart/src/type.ts', `import type { B } from './types.ts';\nexport type A = B | 1;\n`],
  ['import(no-cycle)', 'packages/hart/src/types.ts', `import type { A } from './type.ts';\nexport type B = A | 2;\n`],
  ['eslint(max-lines)', 'packages/sbi/src/long.ts', lines(401)],
  ['eslint(max-lines)', 'packages/sbi/src/long.test.ts', lines(401)],
  ['import(no-nodejs-modules)', 'packages/see/src/file.ts', `import 'node:fs';\n`],
  [
    'import(no-nodejs-modules)',
    'packages/see/src/path.ts',
    `import type { ParsedPath } from 'path';\nexport type P = ParsedPath;\n`,
  ],
  ['eslint(no-restricted-globals)', 'packages/lab/src/buffer.ts', `export const b = Buffer.from('');\n`],
  ['eslint(no-restricted-globals)', 'packages/lab/src/process.ts', `export const p = () => process.argv;\n`],
];
const innocent: readonly (readonly [path: string, text: string])[] = [
  ['packages/sbi/src/full.ts', lines(400)],
  ['packages/see/src/file.test.ts', `import 'node:fs';\n`],
  ['packages/see/src/testing/file.ts', `import 'node:fs';\n`],
  ['packages/conformance/src/file.ts', `import 'node:fs';\nexport const p = process.argv;\n`],
  ['apps/runner/src/file.ts', `import 'node:fs';\nexport const p = process.argv;\n`],
];

const folder = mkdtempSync(join(tmpdir(), 'hartlab-rules-'));
let found: readonly string[];

beforeAll(() => {
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [path, text] of [...planted.map(([, path, text]) => [path, text] as const), ...innocent]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  found = lint(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(planted)('a planted breach is found: %s in %s', (rule, path) => {
  expect(found).toContain(`${rule} ${path}`);
});

test('and nothing else is', () => {
  expect([...new Set(found)].toSorted()).toEqual(planted.map(([rule, path]) => `${rule} ${path}`).toSorted());
});

test('the repository keeps these rules', () => {
  expect(lint(root)).toEqual([]);
});
