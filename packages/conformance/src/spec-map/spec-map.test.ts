import { expect, test } from 'vitest';
import { citationsIn } from './citations.ts';
import type { Declaration } from './declarations.ts';
import { markdown } from './markdown.ts';
import { specMap } from './spec-map.ts';

/** Written so that the examples here are no citations of this file's own. */
const priv = 'priv';
const section = (level: number, title: string) => ({ level, title, within: [] });
const document = {
  name: priv,
  title: 'A document',
  sections: [
    section(0, 'Reset'),
    section(0, 'Traps'),
    section(1, 'Trap Entry'),
    section(1, 'Trap Return'),
    section(0, 'Sv32'),
    section(1, 'Deep'),
    section(2, 'Deeper'),
    section(0, 'Reset'),
  ],
} as const;

const mret: Declaration = {
  kind: 'instruction',
  name: 'mret',
  spec: `${priv} "Trap Return"`,
  folder: 'packages/isa/src/rows/',
  beginsIn: (text) => text.indexOf("'mret "),
  isDoneIn: (text) => text.indexOf('mret: '),
};
const file = (path: string, text: string) => ({ path, text, citations: citationsIn(text) });
const files = [
  file('packages/isa/src/rows/s.ts', `const spec = '${priv} "Trap Return"';\ninsn('mret 1..0=3', spec);`),
  file('packages/isa/src/rows/rows.test.ts', ''),
  file('packages/hart/src/traps.ts', `\n// ${priv} "Trap Return"`),
  file('packages/hart/src/traps.test.ts', `// ${priv} "Trap Entry"`),
  file('packages/hart/src/system.ts', 'mret: ({ hart }) => hart.mret(),'),
  file('packages/hart/src/system.test.ts', ''),
  file('packages/hart/src/hart.ts', `// ${priv} "Reset"`),
  file('packages/hart/src/hart-state.test.ts', ''),
];
const [mapped] = specMap([document], [mret], files);
const at = (title: string) => mapped!.sections.filter((candidate) => candidate.title === title);

test('what is declared in a section, and where it is declared and carried out', () => {
  expect(at('Trap Return')[0]?.implemented).toEqual([
    {
      kind: 'instruction',
      name: 'mret',
      place: { file: 'packages/isa/src/rows/s.ts', line: 2 },
      doneAt: [{ file: 'packages/hart/src/system.ts', line: 1 }],
    },
  ]);
});

test('where else a section is cited, without tests and without the files that declare what is in it', () => {
  expect(at('Trap Return')[0]?.cited).toEqual([{ file: 'packages/hart/src/traps.ts', line: 2 }]);
  expect(at('Trap Entry')[0]?.cited).toEqual([]);
});

test('the tests that cite it or stand beside', () => {
  expect(at('Trap Entry')[0]?.tests).toEqual(['packages/hart/src/traps.test.ts']);
  expect(at('Trap Return')[0]?.tests).toEqual([
    'packages/hart/src/system.test.ts',
    'packages/hart/src/traps.test.ts',
    'packages/isa/src/rows/rows.test.ts',
  ]);
  expect(at('Reset')[0]?.tests).toEqual([]);
});

test('a title that two sections have means both', () => {
  expect(at('Reset').map(({ cited }) => cited.length)).toEqual([1, 1]);
});

test('a declaration that no line names is where its folder cites the section', () => {
  const placeWith = (declaration: Declaration) =>
    specMap([document], [declaration], files)[0]!.sections[3]?.implemented[0]?.place;
  const nowhere = { ...mret, beginsIn: () => -1 };
  expect(placeWith(nowhere)).toEqual({ file: 'packages/isa/src/rows/s.ts', line: 1 });
  expect(placeWith({ ...nowhere, folder: 'packages/sbi/' })).toBeUndefined();
});

test('in words: links from docs/, and one row for sections that have nothing', () => {
  const rows = markdown([mapped!]).split('\n');
  expect(rows.slice(rows.indexOf('|-|-|-|-|') + 1, -1)).toEqual([
    '| Reset |  | [hart/hart.ts:1](../packages/hart/src/hart.ts#L1) |  |',
    '| Traps |  |  |  |',
    '| &emsp;Trap Entry |  |  | [hart/traps.test.ts](../packages/hart/src/traps.test.ts) |',
    [
      '| &emsp;Trap Return',
      '[mret](../packages/isa/src/rows/s.ts#L2) ([done](../packages/hart/src/system.ts#L1))',
      '[hart/traps.ts:2](../packages/hart/src/traps.ts#L2)',
      [
        '[hart/system.test.ts](../packages/hart/src/system.test.ts)',
        '[hart/traps.test.ts](../packages/hart/src/traps.test.ts)',
        '[isa/rows/rows.test.ts](../packages/isa/src/rows/rows.test.ts) |',
      ].join(', '),
    ].join(' | '),
    '| Sv32 (and 2 below) | | | |',
    '| Reset |  | [hart/hart.ts:1](../packages/hart/src/hart.ts#L1) |  |',
  ]);
});
