import { expect, test } from 'vitest';
import { isCitedAs } from './sections.ts';

test.each([
  ['Machine ISA (misa) Register', 'Machine ISA (misa) Register'],
  ['Machine ISA (misa) Register', 'Machine ISA (`misa`) Register'],
  ['Base Extension (EID #0x10)', 'Base Extension'],
  ['Base Extension (EID #0x10)', 'Base Extension (EID #0x10)'],
  ['Trigger Extra (RV64) (textra64, at 0x7a3)', 'Trigger Extra (RV64)'],
  ['Machine-Level ISA, Version 1.13', 'Machine-Level ISA'],
])('"%s" can be cited as "%s"', (title, cited) => {
  expect(isCitedAs({ title, within: [] }, cited)).toBe(true);
});

test.each([
  ['Machine ISA (misa) Register', 'Machine ISA'],
  ['Machine ISA (misa) Register', 'Machine ISA Register'],
  ['Trap Entry', 'Trap entry'],
  ['Trigger Extra (RV64) (textra64, at 0x7a3)', 'Trigger Extra'],
])('"%s" cannot be cited as "%s"', (title, cited) => {
  expect(isCitedAs({ title, within: [] }, cited)).toBe(false);
});

test('a citation can say which of several sections of one title it means', () => {
  const traps = { title: 'Traps', within: ['Machine-Level ISA, Version 1.13', 'Deeper'] };
  for (const cited of [
    'Traps',
    'Machine-Level ISA / Traps',
    'Machine-Level ISA, Version 1.13 / Traps',
    'Deeper / Traps',
  ])
    expect(isCitedAs(traps, cited), cited).toBe(true);
  expect(isCitedAs(traps, 'Supervisor-Level ISA / Traps')).toBe(false);
});
