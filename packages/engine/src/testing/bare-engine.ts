import { Hart, MachineMemory, pmpaddrs, pmpcfgs } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { interpreter } from '../engine.ts';

/** Where the RAM of a bare hart begins, and its size. */
export const ramBase = 0x8000_0000;
export const ramSize = 0x8000;

/** A hart with RAM, an engine, and nothing else. It is in M-mode at the start of RAM, all of which every mode may use. */
export function bareEngine(isa = 'max') {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize, engineBytes: interpreter.bytes(ramSize) });
  const bus = { read: () => undefined, write: () => false };
  const hart = new Hart({ memory, index: 0, hartid: 0n, isa: parseIsa(isa), bus, time: () => 0n });
  hart.reset(BigInt(ramBase));
  hart.write(pmpaddrs[0]!, (1n << 54n) - 1n);
  hart.write(pmpcfgs[0]!, 0x1fn);
  return { memory, hart, engine: interpreter.make([hart], memory) };
}
