import { expect, test, vi } from 'vitest';
import { importsPastAnIndex } from './imports.ts';
import { breachInWords } from './breach.ts';
import { sources } from './sources.ts';
import { parse } from './syntax.ts';

// All sources are read and parsed, which takes seconds, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

test('no import goes past the index of a package', () => {
  expect(sources().flatMap(importsPastAnIndex).map(breachInWords)).toEqual([]);
});

test.each([
  ['a package by a path in it', `import { x } from '@hartlab/isa/src/insn.ts';`],
  ['a type of it', `import type { X } from '@hartlab/isa/dist/insn.js';`],
  ['another package by a relative path', `import { x } from '../../isa/src/index.ts';`],
  ['for its effects', `import '../../isa/src/index.ts';`],
  ['what is passed on', `export { x } from '../../isa/src/index.ts';`],
  ['all of what is passed on', `export * from '../../isa/src/index.ts';`],
  ['at run time', `const x = await import('../../isa/src/index.ts');`],
  ['a type in place', `type X = import('../../isa/src/index.ts').X;`],
  ['what is in no package', `import { root } from '../../../scripts/quiet-build.mjs';`],
])('a planted breach is found: %s', (_name, text) => {
  expect(importsPastAnIndex(parse('packages/hart/src/planted.ts', `// First.\n${text}`))).toMatchObject([
    { path: 'packages/hart/src/planted.ts', line: 2 },
  ]);
});

test('imports of packages by name, of files of the same package and of libraries are none', () => {
  const text = `
    import { x } from '@hartlab/isa';
    import y from '../guests/start.s?raw';
    export * from './csrs/machine.ts';
    import { test } from 'vitest';
  `;
  expect(importsPastAnIndex(parse('packages/hart/src/innocent.ts', text))).toEqual([]);
});
