import { deferred, interpreter, jit } from '@hartlab/engine';
import type { EngineKind } from '@hartlab/hart';

/** The engines by name, the default first. Without a kind the machine has the reference interpreter. */
export const engines = {
  jit: deferred(jit),
  interpreter: deferred(interpreter),
  reference: undefined,
} as const satisfies Record<string, EngineKind | undefined>;
export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as EngineName[];

/** Boundaries that handlers pass in as long as it takes to make an engine. */
const boundariesOfHandlers = 100_000;

/**
 * The same for a sweep. It runs nothing but handlers on it, most of which are a few instructions: the reference does
 * until they have taken as long as it takes to make the engine.
 */
export const sweepEngine = (name: EngineName = engineNames[0]!): EngineKind | undefined => {
  const kind = engines[name];
  return kind && deferred(kind, boundariesOfHandlers);
};
