import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.ts';
import { apiReport, apiReportPath } from '../rules/api-report.ts';
import { publicFace, publicPackages, withDeclarations } from '../rules/public-face.ts';
import { contributorCommand } from './contributor-command.ts';

contributorCommand({
  name: 'api',
  help: 'Writes packages/*/api.md, what each package gives to others, and prints how many names it has.',
  options: {},
});
withDeclarations(root, (read) => {
  for (const name of publicPackages(root)) {
    const face = publicFace(name, read);
    writeFileSync(join(root, apiReportPath(name)), apiReport(name, face));
    console.log(`${name.padEnd(8)} ${new Set(face.map(({ name }) => name)).size} names`);
  }
});
