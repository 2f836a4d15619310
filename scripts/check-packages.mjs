// Packs every public package as it would be published and lets publint and arethetypeswrong judge the tarball.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const out = mkdtempSync(join(tmpdir(), 'hartlab-pack-'));
const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
let failed = 0;
try {
  for (const place of ['packages', 'apps'].flatMap((root) => readdirSync(root).map((name) => join(root, name)))) {
    const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
    if (manifest.private) continue;
    try {
      const tarball = JSON.parse(run('pnpm', '-C', place, 'pack', '--json', '--pack-destination', out)).filename;
      run('publint', 'run', tarball, '--strict');
      // A command-line program has no types to check.
      if (manifest.publishConfig.exports) run('attw', tarball, '--profile', 'esm-only');
      console.log(`ok    ${manifest.name}`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${manifest.name}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
    }
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
