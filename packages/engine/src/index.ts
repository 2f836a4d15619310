export { deferred } from './deferred.ts';
export { interpreter, jit, jitThat } from './engine.ts';
export type { JitOptions } from './jit/compiler.ts';
