import { expect, test } from 'vitest';
import { citationOf, citationsIn } from './citations.ts';

/** Written so that the examples here are no citations of this file's own. */
const priv = 'priv';

test('citations with their lines', () => {
  expect(citationsIn(`const spec = '${priv} "Reset"';\n\n// (${'sbi'} "Base Extension"; un${priv} "Memory").`)).toEqual(
    [
      { document: 'priv', title: 'Reset', line: 1 },
      { document: 'sbi', title: 'Base Extension', line: 3 },
      { document: 'unpriv', title: 'Memory', line: 3 },
    ],
  );
});

test.each([
  [
    'a block comment',
    `/**
 * Begins (${priv} "Wait for
 * Interrupt").
 */`,
    2,
  ],
  [
    'line comments',
    `  // Begins (${priv}
  // "Wait for Interrupt").`,
    1,
  ],
  [
    'comments of an assembler file',
    `# Begins (${priv} "Wait
# for Interrupt").`,
    1,
  ],
])('a citation broken over two lines of %s', (_name, text, line) => {
  expect(citationsIn(text)).toEqual([{ document: 'priv', title: 'Wait for Interrupt', line }]);
});

test('several titles of one document', () => {
  const titles = (text: string) => citationsIn(text).map(({ title }) => title);
  expect(titles(`${priv} "Reset", "Traps" and "Trap Entry"`)).toEqual(['Reset', 'Traps', 'Trap Entry']);
  expect(titles(`(${priv} "Reset", table "Causes")`)).toEqual(['Reset']);
});

test('a number sign in a title is part of it', () => {
  expect(citationsIn(`${'sbi'} "Function: Hart stop (FID #1)"`)[0]?.title).toBe('Function: Hart stop (FID #1)');
});

test('what is no citation', () => {
  expect(citationsIn('unprivileged "Reset", depriv "Reset", s-priv "Reset", priv Reset, none "a toy"')).toEqual([]);
});

test('the spec of a declaration is one citation and nothing else', () => {
  expect(citationOf(`${priv} "Reset"`)).toMatchObject({ document: 'priv', title: 'Reset' });
  for (const spec of ['', 'Reset', `${priv} "Reset" and "Traps"`, `see ${priv} "Reset"`, 'none "a toy"'])
    expect(citationOf(spec), spec).toBeUndefined();
});
