import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.ts';
import { markdown, sbiTable } from '../sbi-table/sbi-table.ts';
import { declarations } from '../spec-map/declarations.ts';
import { documentNames, readDocument } from '../spec-map/sections.ts';
import { sourceFiles } from '../spec-map/source-files.ts';
import { specMap } from '../spec-map/spec-map.ts';
import { contributorCommand } from './contributor-command.ts';

const { values } = contributorCommand({
  name: 'sbi-table',
  help: 'Writes docs/sbi-table.md, every SBI function with its section and its tests, and prints its sums; with --json it\nprints the table instead.',
  options: { json: { type: 'boolean' } },
});
const rows = sbiTable(
  specMap(
    documentNames.map((name) => readDocument(root, name)),
    declarations,
    sourceFiles(root),
  ),
);

if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else {
  writeFileSync(join(root, 'docs/sbi-table.md'), markdown(rows));
  const offered = rows.filter(({ absent }) => absent === undefined);
  const errors = offered.flatMap((row) => row.errors);
  const answered = errors.filter(({ when }) => when.length > 0);
  const conditions = answered.reduce((sum, { when }) => sum + when.length, 0);
  console.log(`${rows.length} functions are described, ${offered.length} offered`);
  console.log(
    `${errors.length} errors: ${answered.length} answered in ${conditions} conditions, ${errors.length - answered.length} never`,
  );
  console.log('docs/sbi-table.md says which');
}
