import { expect, test } from 'vitest';
import { root } from '../repository.ts';
import { declarations } from '../spec-map/declarations.ts';
import { documentNames, readDocument } from '../spec-map/sections.ts';
import { sourceFiles } from '../spec-map/source-files.ts';
import { specMap } from '../spec-map/spec-map.ts';
import { markdown, sbiTable } from './sbi-table.ts';

const rows = sbiTable(
  specMap(
    documentNames.map((name) => readDocument(root, name)),
    declarations,
    sourceFiles(root),
  ),
);
const offered = rows.filter(({ absent }) => absent === undefined);

test.each(offered)('$name has a section, and a test of its own beside that of its errors', ({ section, tests }) => {
  expect(section).toMatch(/^(?:Function|Extension): /);
  expect(tests.length).toBeGreaterThan(1);
});

test.each(offered)('$name: each error has a condition or a reason never to be answered', ({ errors }) => {
  for (const { when, never } of errors) expect(when.length > 0).toBe(never === undefined);
});

test('a function with no test but that of its errors is noticed', () => {
  const bare = sbiTable([]).filter(({ absent }) => absent === undefined);
  expect(bare.length).toBe(offered.length);
  for (const { tests } of bare) expect(tests.length).toBe(1);
});

test('a function that is described is in the table, and one that is not offered says why', () => {
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['HSM.hart_start', 'SSE.complete', 'LEGACY.shutdown']),
  );
  expect(rows.find(({ name }) => name === 'STA.steal_time_set_shmem')).toMatchObject({ absent: expect.any(String) });
});

test('in words, it has a line for each function', () => {
  const text = markdown(rows);
  for (const { name, section } of rows) expect(text).toContain(`\n| ${name} | ${section} | `);
});
