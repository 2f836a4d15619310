import {
  type Engine,
  type EngineKind,
  Hart,
  type InstructionHash,
  MachineMemory,
  pmpaddrs,
  pmpcfgs,
  ReferenceEngine,
} from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { interpreter } from '../engine.ts';

/** Where the RAM of bare harts begins, and its size. */
export const ramBase = 0x8000_0000;
export const ramSize = 0x8000;

export interface Bench {
  readonly memory: MachineMemory;
  readonly hart: Hart;
  readonly harts: readonly Hart[];
  readonly engine: Engine;
}

/** Harts with RAM, an engine, and nothing else. They are in M-mode at the start of RAM, all of which every mode may use. */
export function bareEngine({
  isa = 'max',
  count = 1,
  reference = false,
  kind = interpreter,
  hash,
}: { isa?: string; count?: number; reference?: boolean; kind?: EngineKind; hash?: InstructionHash } = {}): Bench {
  const memory = new MachineMemory({ harts: count, ramBase, ramSize, engineBytes: kind.bytes(ramSize) });
  const bus = { read: () => undefined, write: () => false };
  const harts = Array.from({ length: count }, (_, index) => {
    const hart = new Hart({ memory, index, hartid: BigInt(index), isa: parseIsa(isa), bus, time: () => 0n });
    hart.reset(BigInt(ramBase));
    hart.write(pmpaddrs[0]!, (1n << 54n) - 1n);
    hart.write(pmpcfgs[0]!, 0x1fn);
    return hart;
  });
  const engine = reference ? new ReferenceEngine(harts, hash) : kind.make(harts, memory, hash);
  return { memory, hart: harts[0]!, harts, engine };
}
