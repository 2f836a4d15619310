import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin, TestProjectInlineConfiguration } from 'vitest/config';
import { type PoolRunnerInitializer, startVitest } from 'vitest/node';
import { root } from '../repository.ts';
import { boundedThreads } from './bounded-threads.ts';
import { plant, type SourceMutant } from './source-mutant.ts';

const pathOf = (file: string) => join(root, file);

/** Seconds that one test file may take. */
const patience = 300;

/** Where the properties of all tests begin, unless another seed is given: what kills a mutant once kills it again. */
export const DEFAULT_SEED = 1;

/** What became of one mutant; `id` is 'clean' for the sources as they are, which no test may kill. */
export interface SourceMutantResult {
  readonly id: string;
  readonly title: string;
  /** The names of the tests that failed, each with its file; that one did not end. */
  readonly failed: readonly string[];
  /** How many tests ran. */
  readonly ran: number;
  /** How long that took, the loading of the files included. */
  readonly seconds: number;
  /** Whether it is as it should be: a test failed, not merely a file that could not be loaded; of the clean sources, nothing. */
  readonly ok: boolean;
}

/** Why a mutant does not fit its source any more: nothing when it does. */
export function misfit(mutant: SourceMutant): string[] {
  const absent = [mutant.file, ...mutant.killedBy].filter((file) => !existsSync(pathOf(file)));
  if (absent.length > 0) return [`${mutant.id}: there is no ${absent.join(' ')}`];
  try {
    plant(mutant, readFileSync(pathOf(mutant.file), 'utf8'));
    return [];
  } catch (error) {
    return [error instanceof RangeError ? error.message : String(error)];
  }
}

/** Puts a defect into its source as Vite loads it. */
const planter = (mutant: SourceMutant): Plugin => ({
  name: planterName,
  enforce: 'pre',
  api: mutant,
  transform: (source, path) => (path === pathOf(mutant.file) ? plant(mutant, source) : undefined),
});
const planterName = 'hartlab-mutant';

/** The projects share the sources that Vite has made ready for Node, all but the one with a project's defect in it. */
const sharing: Plugin = {
  name: 'hartlab-mutants',
  configureVitest: ({ experimental_defineCacheKeyGenerator }) => experimental_defineCacheKeyGenerator(ownSource),
};
const ownSource: CacheKeyGenerator = ({ environment, id }) => {
  const mutant = environment.config.plugins.find(({ name }) => name === planterName)?.api as SourceMutant | undefined;
  return mutant && id === pathOf(mutant.file) ? mutant.id : undefined;
};
type CacheKeyGenerator = Parameters<
  Parameters<NonNullable<Plugin['configureVitest']>>[0]['experimental_defineCacheKeyGenerator']
>[0];

/** A project of Vitest's: these test files, with the defect in the source if there is one. */
const project = (
  pool: PoolRunnerInitializer,
  name: string,
  files: readonly string[],
  mutant?: SourceMutant,
): TestProjectInlineConfiguration => ({
  root,
  // The names of plugins are part of what sources are shared by, so all projects have the same.
  plugins: [sharing, mutant ? planter(mutant) : { name: planterName }],
  resolve: { conditions: ['@hartlab/source'] },
  ssr: { resolve: { conditions: ['@hartlab/source'] } },
  test: {
    name,
    include: [...files],
    setupFiles: [pathOf('packages/conformance/src/source-mutants/first-failure.ts')],
    testTimeout: 60_000,
    pool,
    isolate: false,
  },
});

/**
 * Mutants that one Vitest takes: it keeps some megabytes for each as long as it lives, and a thousand would fill the memory
 * that Node has.
 */
const BATCH = 128;

/**
 * Runs the tests that must kill each mutant, and the same tests on the sources as they are: one project of Vitest's
 * each, a batch after the other. No file is changed: the defect is put into the source as Vitest loads it.
 *
 * @param seed of every property that has none of its own
 * @param quietToo whether the sources as they are, of which nothing may be killed, are asked as well
 * @throws RangeError before anything runs, when a mutant does not fit its source any more.
 */
export async function runSourceMutants(
  mutants: readonly SourceMutant[],
  seed = DEFAULT_SEED,
  quietToo = true,
): Promise<readonly SourceMutantResult[]> {
  const misfits = mutants.flatMap(misfit);
  if (misfits.length > 0) throw new RangeError(misfits.join('\n'));

  process.env['HARTLAB_MUTANTS'] = String(seed);
  const ready = mkdtempSync(join(tmpdir(), 'hartlab-mutants-'));
  const killers = [...new Set(mutants.flatMap(({ killedBy }) => killedBy))];
  const results = quietToo ? await runBatch([], killers, ready) : [];
  for (let first = 0; first < mutants.length; first += BATCH)
    results.push(...(await runBatch(mutants.slice(first, first + BATCH), [], ready)));
  rmSync(ready, { recursive: true });
  // A mutant must not decide for the process whether it failed.
  process.exitCode = undefined;
  return results;
}

/**
 * @param clean test files to run on the sources as they are
 * @param ready where Vitest keeps the sources that it has made ready for Node
 */
async function runBatch(
  mutants: readonly SourceMutant[],
  clean: readonly string[],
  ready: string,
): Promise<SourceMutantResult[]> {
  const endless = new Set<string>();
  const pool = boundedThreads(patience, (id) => endless.add(id));
  const vitest = await startVitest('test', [], {
    config: false,
    root,
    watch: false,
    reporters: [{}],
    maxWorkers: availableParallelism(),
    experimental: { fsModuleCache: true, fsModuleCachePath: ready },
    projects: [
      ...(clean.length > 0 ? [project(pool, 'clean', clean)] : []),
      ...mutants.map((mutant) => project(pool, mutant.id, mutant.killedBy, mutant)),
    ],
  });
  const modules = vitest.state.getTestModules();
  await vitest.close();

  const resultOf = (id: string, title: string, isMutant: boolean): SourceMutantResult => {
    const own = modules.filter((module) => module.project.name === id);
    const tests = own.flatMap(({ relativeModuleId, children }) =>
      [...children.allTests()].map((test) => ({ name: `${relativeModuleId}: ${test.fullName}`, ...test.result() })),
    );
    const failed = tests.filter(({ state }) => state === 'failed').map(({ name }) => name);
    if (endless.has(id)) failed.push(`a test that has not ended after ${patience} s`);
    const ok = isMutant ? failed.length > 0 : own.length > 0 && own.every((module) => module.state() === 'passed');
    const times = own.map((module) => module.diagnostic()).map((each) => each.duration + each.collectDuration);
    const seconds = times.reduce((sum, time) => sum + time, 0) / 1000;
    return { id, title, failed, ran: tests.length, seconds, ok };
  };
  return [
    ...(clean.length > 0 ? [resultOf('clean', 'the sources as they are', false)] : []),
    ...mutants.map(({ id, title }) => resultOf(id, title, true)),
  ];
}
