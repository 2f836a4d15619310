import { deferred, interpreter } from '@hartlab/engine';
import type { EngineKind } from '@hartlab/hart';

/** The engines by name, the default first. Without a kind the machine has the reference interpreter. */
export const engines = { interpreter: deferred(interpreter), reference: undefined } as const satisfies Record<
  string,
  EngineKind | undefined
>;
export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as EngineName[];
