export { runAgainstModel, type ModelRun } from './sse/model-run.ts';
export { runMutants, type MutantResult } from './sse/mutants/run.ts';
