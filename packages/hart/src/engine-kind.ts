import type { Engine } from './engine.ts';
import type { Hart } from './hart.ts';
import type { InstructionHash } from './instruction-hash.ts';
import type { MachineMemory } from './state/machine-memory.ts';

/** A kind of engine, of which a machine makes one for itself. */
export interface EngineKind {
  /** Bytes that it needs in the memory of a machine with so much RAM: `MachineMemoryOptions.engineBytes`. */
  readonly bytes: (ramSize: number) => number;
  /** The harts are all of the machine's, in the order of their indices. The engine hashes all that they do, if there is a hash. */
  readonly make: (harts: readonly Hart[], memory: MachineMemory, hash?: InstructionHash) => Engine;
}
