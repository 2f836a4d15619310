import { parseIsa } from '@hartlab/isa';
import type { Bus } from '../memory/bus.ts';
import { pmpaddrs, pmpcfgs } from '../csrs/csrs.ts';
import { Hart } from '../hart.ts';
import { MachineMemory } from '../state/machine-memory.ts';

/** Where the RAM of a bare hart begins. */
export const ramBase = 0x8000_0000;

export interface BareOptions {
  /** Everything, if absent, and A and D fault where they are clear until menvcfg.ADUE is set. */
  readonly isa?: string;
  readonly reentrantTriggers?: boolean;
  readonly harts?: number;
  readonly bus?: Bus;
  readonly time?: () => bigint;
}

/** Harts with 1 MiB of RAM and nothing else, for tests: PMP lets every mode use all memory, pc is the start of RAM. */
export function bareHarts({
  isa = 'max_svade',
  harts = 1,
  bus = nothing,
  time = () => 0n,
  reentrantTriggers = true,
}: BareOptions = {}) {
  const memory = new MachineMemory({ harts, ramBase, ramSize: 1 << 20 });
  const all = Array.from({ length: harts }, (_, index) => {
    const hart = new Hart({ memory, index, hartid: BigInt(index), isa: parseIsa(isa), bus, time, reentrantTriggers });
    hart.reset(BigInt(ramBase));
    hart.write(pmpaddrs[0]!, (1n << 54n) - 1n);
    hart.write(pmpcfgs[0]!, 0x1fn);
    return hart;
  });
  return { memory, harts: all };
}

/** One bare hart with these 32-bit instructions at the start of RAM. */
export function bareHart(words: readonly number[] = [], options: BareOptions = {}) {
  const { memory, harts } = bareHarts(options);
  words.forEach((word, index) => memory.write(ramBase + 4 * index, 4, BigInt(word)));
  return { memory, hart: harts[0]! };
}

/** A bus without devices. */
const nothing: Bus = { read: () => undefined, write: () => false };
