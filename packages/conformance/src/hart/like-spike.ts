import type { CpuSettings } from '@hartlab/isa';

/** What our hart must do as riscv-isa-sim does, to be compared with it, where the specifications leave the choice. */
export const likeSpike: CpuSettings = { reentrantTriggers: false };
