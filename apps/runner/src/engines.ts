import { deferred, interpreter, jit } from '@hartlab/engine';
import type { EngineKind } from '@hartlab/hart';
import { compileLargeFunctionsWell } from './large-functions.ts';

/** Not before an engine is made: what Node has compiled beforehand, for its own start, it does not use with other flags. */
const compiledWell = (kind: EngineKind): EngineKind => ({
  ...kind,
  make: (...parts) => {
    compileLargeFunctionsWell();
    return kind.make(...parts);
  },
});

/** The engines by name, the default first. Without a kind the machine has the reference interpreter. */
export const engines = {
  jit: deferred(compiledWell(jit)),
  interpreter: deferred(compiledWell(interpreter)),
  reference: undefined,
} as const satisfies Record<string, EngineKind | undefined>;
export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as EngineName[];

/** Boundaries that handlers pass in as long as it takes to make an engine. */
const boundariesOfHandlers = 400_000;

/**
 * What runs the handlers of a sweep, by its name; the reference, if nobody says otherwise. A sweep runs nothing else on it, and
 * most handlers are a few instructions: what an engine needs of memory, and to be made, costs more than it saves.
 */
export const sweepEngine = (name: EngineName = 'reference'): EngineKind | undefined => {
  const kind = engines[name];
  return kind && deferred(kind, boundariesOfHandlers);
};
