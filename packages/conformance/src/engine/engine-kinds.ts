import { interpreter, jitThat } from '@hartlab/engine';
import { type EngineKind, ReferenceEngine } from '@hartlab/hart';

/** The engines that must do alike, by name. */
export const engineKinds = {
  reference: { bytes: () => 0, make: (harts, _memory, hash) => new ReferenceEngine(harts, hash) },
  interpreter,
  /** Code that is run twice is compiled already. */
  jit: jitThat({ landings: 2 }),
} as const satisfies Record<string, EngineKind>;
export type EngineName = keyof typeof engineKinds;
