import type { Isa } from '@hartlab/isa';
import type { RnmiVectors } from './core.ts';
import type { Bus } from './memory/bus.ts';
import type { MachineMemory } from './state/machine-memory.ts';

/** What a hart is made of, and what it is connected to. */
export interface HartOptions {
  readonly memory: MachineMemory;
  /** Which of the memory's blocks is this hart's. */
  readonly index: number;
  /** What mhartid reads. */
  readonly hartid: bigint;
  readonly isa: Isa;
  readonly bus: Bus;
  /** The platform's real-time counter, in ticks: what the time CSR and mtime read. */
  readonly time: () => bigint;
  /** Is told when `ticksToTimer` may have another answer than before, though nothing else happened than what the hart did. */
  readonly timersChanged?: () => void;
  /**
   * Is told of each trap and interrupt that the hart has taken in a slice, as part of its boundary: `Hart.latest` tells which.
   * Firmware handles it now. The slice goes on, unless `RunCells.end` ends it.
   */
  readonly trapped?: () => void;
  /**
   * Is asked at each ebreak of 32 bits whether it was a semihosting call, which has been answered in a0: the ebreak is then over
   * and goes on behind itself, or behind where pc has been put.
   */
  readonly semihosting?: (() => boolean) | undefined;
  /**
   * Whether a trigger fires even where its breakpoint exception would be taken by the handler that may be running (debug
   * "Native Triggers"): true if absent, as on QEMU; false is as on Spike.
   */
  readonly reentrantTriggers?: boolean;
  /** Where RNMIs, and exceptions while they are disabled, lead: 0 and 0 if absent, as on Spike and QEMU. */
  readonly rnmiVectors?: RnmiVectors;
  /** The IMSIC, with so many guest interrupt files, 0 to `mostGuestFiles`; none if absent. The ISA has Smaia or Ssaia. */
  readonly imsic?: { readonly guestFiles: number } | undefined;
}
