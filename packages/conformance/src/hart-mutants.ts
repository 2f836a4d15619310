import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { type HartMutant, plant } from './hart-mutants/hart-mutant.ts';
import { hartMutants } from './hart-mutants/list.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pathOf = (file: string) => `${root}packages/${file}`;

/** What became of one mutant of the hart; `id` is 'clean' for the sources as they are, which no test may kill. */
export interface HartMutantResult {
  readonly id: string;
  readonly title: string;
  /** The names of the tests that failed, each with its file. */
  readonly failed: readonly string[];
  /** How many tests ran. */
  readonly ran: number;
  /** Whether it is as it should be: a test failed, not merely a file that could not be loaded; of the clean sources, nothing. */
  readonly ok: boolean;
}

/** Why a mutant does not fit its source any more: nothing when it does. */
export function misfit(mutant: HartMutant): string[] {
  const absent = mutant.killedBy.filter((file) => !existsSync(pathOf(file)));
  if (absent.length > 0) return [`RangeError: ${mutant.id}: there is no ${absent.join(' ')}`];
  try {
    plant(mutant, readFileSync(pathOf(mutant.file), 'utf8'));
    return [];
  } catch (error) {
    return [String(error)];
  }
}

/** A project of Vitest's: these test files, with every source passed through `transform` first. */
const project = (name: string, files: readonly string[], transform: (source: string, path: string) => string) => ({
  root,
  plugins: [{ name: 'hartlab-mutant', enforce: 'pre' as const, transform }],
  resolve: { conditions: ['@hartlab/source'] },
  ssr: { resolve: { conditions: ['@hartlab/source'] } },
  test: { name, include: files.map((file) => `packages/${file}`), testTimeout: 60_000 },
});

/**
 * Runs the tests that must kill each mutant, and the same tests on the sources as they are: one project of Vitest's
 * each, all in one process. No file is changed: the defect is put into the source as Vitest loads it.
 *
 * @throws RangeError before anything runs, when a mutant does not fit its source any more.
 */
export async function runHartMutants(
  mutants: readonly HartMutant[] = hartMutants,
): Promise<readonly HartMutantResult[]> {
  const misfits = mutants.flatMap(misfit);
  if (misfits.length > 0) throw new RangeError(misfits.join('\n'));

  const vitest = await startVitest('test', [], {
    config: false,
    root,
    watch: false,
    reporters: [{}],
    projects: [
      project('clean', [...new Set(mutants.flatMap(({ killedBy }) => killedBy))], (source) => source),
      ...mutants.map((mutant) =>
        project(mutant.id, mutant.killedBy, (source, path) =>
          path === pathOf(mutant.file) ? plant(mutant, source) : source,
        ),
      ),
    ],
  });
  const modules = vitest.state.getTestModules();
  await vitest.close();
  // A mutant must not decide for the process whether it failed.
  process.exitCode = undefined;

  const resultOf = (id: string, title: string, isMutant: boolean): HartMutantResult => {
    const own = modules.filter((module) => module.project.name === id);
    const tests = own.flatMap(({ relativeModuleId, children }) =>
      [...children.allTests()].map((test) => ({ name: `${relativeModuleId}: ${test.fullName}`, ...test.result() })),
    );
    const failed = tests.filter(({ state }) => state === 'failed').map(({ name }) => name);
    const ok = isMutant ? failed.length > 0 : own.every((module) => module.state() === 'passed');
    return { id, title, failed, ran: tests.length, ok };
  };
  return [
    resultOf('clean', 'the sources as they are', false),
    ...mutants.map(({ id, title }) => resultOf(id, title, true)),
  ];
}
