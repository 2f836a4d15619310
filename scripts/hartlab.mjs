// Runs `hartlab` from a checkout: builds first where sources changed, then becomes the built program. The build is
// quiet: it shows itself on a terminal only, or if it fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'apps/runner/dist/main.js');
const stamp = join(root, '.turbo/hartlab-built');
const notSources = new Set(['dist', 'node_modules', '.turbo']);

const children = (place) => readdirSync(place).map((name) => join(place, name));

/** Whether a file below `place` changed, or one came or went, after `time`. */
const changedSince = (time, place) => {
  const status = statSync(place);
  return status.mtimeMs > time || (status.isDirectory() && children(place).some((child) => changedSince(time, child)));
};

const sources = () =>
  [...children(join(root, 'packages')), join(root, 'apps/runner'), join(root, 'guests')]
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place)
        .filter((name) => !notSources.has(name))
        .map((name) => join(place, name)),
    );

const buildNeeded = () => {
  if (!existsSync(stamp) || !existsSync(program)) return true;
  const built = statSync(stamp).mtimeMs;
  return sources().some((place) => changedSince(built, place));
};

const build = () => {
  const turbo = join(root, 'node_modules/.bin/turbo');
  if (!existsSync(turbo)) {
    console.error('hartlab: the packages are not installed; run: npx -y pnpm@12.21.0 install');
    process.exit(2);
  }
  const started = new Date();
  if (process.stderr.isTTY) process.stderr.write('hartlab: building…');
  const { status, stdout, stderr } = spawnSync(
    turbo,
    ['run', 'build', '--filter=@hartlab/runner...', '--output-logs=errors-only'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } },
  );
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}hartlab: the build failed, see above\n`);
    process.exit(70);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  // What changed while the build ran counts as not built.
  utimesSync(stamp, started, started);
};

if (buildNeeded()) build();
// pnpm runs scripts in the root; the paths on the command line are relative to where the user is.
if (process.env.npm_lifecycle_event === 'hartlab') process.chdir(process.env.INIT_CWD ?? '.');
process.argv[1] = program;
await import(pathToFileURL(program).href);
