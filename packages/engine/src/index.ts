export { deferred } from './deferred.ts';
export { interpreter } from './engine.ts';
