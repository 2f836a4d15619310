import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../repository.ts';
import { deadCommands } from './commands.ts';

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const known = [new Set(Object.keys(scripts)), new Set(files)] as const;

test.each(files.filter((file) => file.endsWith('.md')))('every command that %s gives can be run', (path) => {
  expect(deadCommands(readFileSync(join(root, path), 'utf8'), ...known)).toEqual([]);
});

test('every program that .ci/run names is there', () => {
  const named = readFileSync(join(root, '.ci/run'), 'utf8').matchAll(/\bpackages\/[\w./-]+\.(?:m?js|ts|sh)\b/g);
  expect([...named].map(([name]) => name).filter((name) => !files.includes(name))).toEqual([]);
});

test.each([
  ['a script that has gone', 'run `pnpm compare:gcc` now', 'pnpm compare:gcc'],
  ['of a package', '`pnpm --filter @hartlab/isa compare:binutils`', 'pnpm --filter'],
  ['in a line of its own', 'Then:\n\n    npx -y pnpm@12.21.0 run tests\n', 'npx -y pnpm@12.21.0 run tests'],
  ['a program that has moved', '`node packages/hart/scripts/mips.mjs`', 'node packages/hart/scripts/mips.mjs'],
])('a command that nobody can run is found: %s', (_name, text, command) => {
  expect(deadCommands(text, ...known)).toEqual([command]);
});
