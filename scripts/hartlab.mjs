// Runs `hartlab` from a checkout: builds first where sources changed, then becomes the built program.
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`hartlab: this is Node ${process.versions.node}; 20.19 or later is needed`);
  process.exit(2);
}

const program = join(root, 'apps/runner/dist/main.js');
const stamp = join(root, '.turbo/hartlab-built');
/** What the program is not made of. */
const notSources = new Set(['conformance', 'dist', 'node_modules', '.turbo']);

const children = (place) =>
  readdirSync(place)
    .filter((name) => !notSources.has(name) && !name.endsWith('.test.ts'))
    .map((name) => join(place, name));

/** Whether a file below `place` changed, or one came or went, after `time`. */
const changedSince = (time, place) => {
  const status = statSync(place, { throwIfNoEntry: false });
  // It went while we looked.
  if (status === undefined) return true;
  return status.mtimeMs > time || (status.isDirectory() && children(place).some((child) => changedSince(time, child)));
};

/** All but the directories of the packages themselves, in which a build makes others. */
const sources = () => [...children(join(root, 'packages')), join(root, 'apps/runner')].flatMap(children);

const isBuilt = () => {
  if (!existsSync(stamp) || !existsSync(program)) return false;
  const built = statSync(stamp).mtimeMs;
  return !sources().some((place) => changedSince(built, place));
};

/** What changed while the build ran counts as not built. */
const built = (started) => {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  utimesSync(stamp, started, started);
};

if (!isBuilt()) await (await import('./quiet-build.mjs')).quietBuild(['@hartlab/runner'], { isBuilt, built });
// pnpm runs scripts in the root; the paths on the command line are relative to where the user is.
if (process.env.npm_lifecycle_event === 'hartlab') process.chdir(process.env.INIT_CWD ?? '.');
// From Node 22.8 on, what is compiled is kept for the next start. The thread in which the work is done hears of it by the variable.
process.env.NODE_COMPILE_CACHE ??= join(root, '.turbo/compiled');
module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
// The word that starts hartlab for this user: the commands that it prints begin with it.
process.env.HARTLAB_LAUNCHER ??= './hartlab';
process.argv[1] = program;
await import(pathToFileURL(program).href);
