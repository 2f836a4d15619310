import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { expect, test } from 'vitest';
import { boundedThreads } from './bounded-threads.ts';

test('a test that never gives control back is ended, and those behind it are run, up to the first that fails', async () => {
  const endless: string[] = [];
  const pool = boundedThreads(2, (project) => endless.push(project));
  const file = (name: string) => join(import.meta.dirname, 'testing', name);
  const project = (name: string) => ({
    root: import.meta.dirname,
    test: { name, include: [file(`${name}.ts`)], setupFiles: [file('../first-failure.ts')], pool, isolate: false },
  });
  const vitest = await startVitest('test', [], {
    config: false,
    root: import.meta.dirname,
    watch: false,
    reporters: [{}],
    maxWorkers: 1,
    projects: [project('endless'), project('ending')],
  });
  const states = vitest.state
    .getTestModules()
    .filter((module) => module.project.name === 'ending')
    .flatMap(({ children }) => [...children.allTests()].map((each) => each.result().state));
  await vitest.close();
  process.exitCode = undefined;
  expect(endless).toEqual(['endless']);
  expect(states).toEqual(['failed', 'skipped']);
}, 60_000);
