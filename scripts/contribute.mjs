// Runs a contributors' command, a program of packages/conformance, after building what it needs:
//     node scripts/contribute.mjs dist/print-lockstep.js --help
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { quietBuild, root } from './quiet-build.mjs';

const [program = '', ...argv] = process.argv.slice(2);
// Some start the command line, as it is built.
await quietBuild(['@hartlab/conformance', '@hartlab/runner']);
// pnpm runs scripts in the root; the paths on the command line are relative to where the user is.
process.chdir(process.env.INIT_CWD ?? '.');
const path = join(root, 'packages/conformance', program);
process.argv = [process.execPath, path, ...argv];
await import(pathToFileURL(path).href);
