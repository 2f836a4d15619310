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
  expect(isCitedAs({ title, level: 0 }, cited)).toBe(true);
});

test.each([
  ['Machine ISA (misa) Register', 'Machine ISA'],
  ['Machine ISA (misa) Register', 'Machine ISA Register'],
  ['Trap Entry', 'Trap entry'],
  ['Trigger Extra (RV64) (textra64, at 0x7a3)', 'Trigger Extra'],
])('"%s" cannot be cited as "%s"', (title, cited) => {
  expect(isCitedAs({ title, level: 0 }, cited)).toBe(false);
});
