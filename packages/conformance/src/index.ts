export { runMutants, type MutantResult } from './sse-mutants.ts';
