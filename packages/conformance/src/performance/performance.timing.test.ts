import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin, type Rollup } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../repository.ts';

/* The guard runs in a process of its own, from one file, as users run the packages: here modules ask each other for every name. */

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hartlab-performance-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Bundles the guard for these benchmarks, with `find` replaced in the source `file`, if it is said. */
async function bundle(benchmarks: string, planted?: { file: string; find: string; replace: string }): Promise<string> {
  const here = join(root, 'packages/conformance/src/performance');
  const entry = 'virtual:guard';
  const source = `
    import { firmwareCalls } from '${here}/firmware-calls.ts';
    import { hartOperations } from '${here}/hart-operations.ts';
    import { machineSlices } from '${here}/machine-slices.ts';
    import { report } from '${here}/report.ts';
    const tooSlow = report(${benchmarks}, true, console.log);
    console.log('too slow: ' + tooSlow.join(', '));
  `;
  const program: Plugin = {
    name: 'program',
    enforce: 'pre',
    resolveId: (id) => (id === entry ? id : undefined),
    load: (id) => (id === entry ? source : undefined),
    transform(code, id) {
      if (!planted || !id.endsWith(planted.file)) return undefined;
      expect(code.split(planted.find)).toHaveLength(2);
      return code.replace(planted.find, planted.replace);
    },
  };
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    root: join(root, 'packages/conformance'),
    resolve: { conditions: ['@hartlab/source'] },
    build: { write: false, minify: false, rollupOptions: { input: entry, output: { format: 'es' } } },
    plugins: [program],
  })) as Rollup.RollupOutput;
  expect(built.output.map(({ type }) => type)).toEqual(['chunk']);
  const path = join(directory, `${planted ? 'planted' : 'sound'}.mjs`);
  writeFileSync(path, built.output[0].code);
  return path;
}

const run = async (path: string): Promise<string> => (await promisify(execFile)(process.execPath, [path])).stdout;

test(
  'a trap, a CSR write, a page walk, an SBI call and an SSE event cost at most twice their targets',
  { timeout: 180_000 },
  async () => {
    const output = await run(await bundle('[...hartOperations, ...machineSlices, ...firmwareCalls]'));
    expect(output).toMatch(/too slow: \n$/);
  },
);

test('a mode change that costs some hundred nanoseconds more is noticed', { timeout: 180_000 }, async () => {
  const planted = {
    file: 'packages/hart/src/hart.ts',
    find: 'enterMode(mode: number): void {',
    replace: 'enterMode(mode: number): void { for (let n = 0; n < 200; n++) this.state.mode = mode ^ (n & 1);',
  };
  const output = await run(await bundle('hartOperations', planted));
  expect(output).toMatch(/too slow: trap from S to M, and MRET\n$/);
});
