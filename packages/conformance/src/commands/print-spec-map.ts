import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.ts';
import { declarations } from '../spec-map/declarations.ts';
import { markdown } from '../spec-map/markdown.ts';
import { documentNames, readDocument } from '../spec-map/sections.ts';
import { sourceFiles } from '../spec-map/source-files.ts';
import { isTouched, specMap } from '../spec-map/spec-map.ts';
import { contributorCommand } from './contributor-command.ts';

const { values } = contributorCommand({
  name: 'spec:map',
  help: 'Writes docs/spec-map.md and prints its sums; with --json it prints the map instead.',
  options: { json: { type: 'boolean' } },
});
const map = specMap(
  documentNames.map((name) => readDocument(root, name)),
  declarations,
  sourceFiles(root),
);

if (values.json) console.log(JSON.stringify(map, undefined, 2));
else {
  writeFileSync(join(root, 'docs/spec-map.md'), markdown(map));
  for (const { name, sections } of map) {
    const cited = sections.filter(isTouched).length;
    const tested = sections.filter(({ tests }) => tests.length > 0).length;
    console.log(`${name.padEnd(7)} ${sections.length} sections: ${cited} cited, ${tested} tested`);
  }
  console.log('docs/spec-map.md says which');
}
