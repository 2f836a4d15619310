import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { guestPayload, sweep } from '@hartlab/lab';
import { build, type Rollup } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../repository.ts';

/* The lab in a browser: bundled as an application bundles it, without a file beside it and without anything of Node's. */

/** What a sweep finds at its first boundaries, in short. */
const program = `
  import { guestPayload, sweep } from '@hartlab/lab';
  const found = [];
  for (const { number, pc, violations } of sweep(guestPayload('user-return', 'forgetful'), { policy: 'spec-3.0' })) {
    found.push([number, pc.toString(16), ...violations.map(({ field }) => field)].join(' '));
    if (found.length === 40) break;
  }
  globalThis.found = found.join('\\n');
  if (globalThis.document) document.body.textContent = globalThis.found;
`;

/** The same, as tests and the command line run it. */
function here(): string {
  const found: string[] = [];
  for (const { number, pc, violations } of sweep(guestPayload('user-return', 'forgetful'), { policy: 'spec-3.0' })) {
    found.push([number, pc.toString(16), ...violations.map(({ field }) => field)].join(' '));
    if (found.length === 40) break;
  }
  return found.join('\n');
}

/** Bundles a program for a browser as one classic script. */
async function bundle(source: string): Promise<string> {
  const entry = 'virtual:program';
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    root: join(root, 'packages/conformance'),
    resolve: { conditions: ['@hartlab/source'] },
    build: { write: false, rollupOptions: { input: entry, output: { format: 'iife' } } },
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
  })) as Rollup.RollupOutput;
  expect(built.output.map(({ type }) => type)).toEqual(['chunk']);
  return built.output[0].code;
}

let script: string;
const expected = here();

beforeAll(async () => {
  script = await bundle(program);
}, 60_000);

test('the sweep that is bundled finds something', () => {
  expect(expected).toMatch(/ privilege/);
});

/** What the language has, and what every browser has beside it that we use. */
const surroundings = (): { found?: string; [name: string]: unknown } => ({
  TextEncoder,
  TextDecoder,
  WebAssembly,
  structuredClone,
});

describe('without anything of Node', () => {
  test('a bundled sweep finds what it finds here', () => {
    const context = surroundings();
    runInNewContext(script, context);
    expect(context.found).toBe(expected);
  });

  test.each([
    ['Buffer', `globalThis.found = Buffer.from('x').toString();`],
    ['process', `globalThis.found = process.version;`],
    ['a module', `import { readFileSync } from 'node:fs'; globalThis.found = readFileSync('x');`],
  ])('a planted use of %s is found', async (_name, source) => {
    const script = await bundle(source);
    expect(() => runInNewContext(script, surroundings())).toThrow();
  });
});

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

describe.skipIf(chromium === undefined)('in Chromium, where it is installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hartlab-browser-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a bundled sweep finds what it finds here', { timeout: 60_000 }, async () => {
    const page = join(folder, 'page.html');
    writeFileSync(join(folder, 'program.js'), script);
    writeFileSync(page, '<!doctype html><meta charset="utf-8"><body><script src="program.js"></script></body>');
    // It has a home of its own, and nothing to protect: all that it opens is ours.
    const argv = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'home')}`,
      '--dump-dom',
    ];
    const { stdout } = await promisify(execFile)(chromium!, [...argv, pathToFileURL(page).href]);
    expect(/<body>([^<]*)<\/body>/.exec(stdout)?.[1]).toBe(expected);
  });
});
