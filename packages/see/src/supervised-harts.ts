import type { Hart, MachineMemory } from '@hartlab/hart';
import { ipiEnable } from './machine-file.ts';
import type { Platform } from './platform.ts';
import { SupervisedHart } from './supervised-hart.ts';

/** All harts that the firmware has given to the supervisor, in the order of their IDs. */
export class SupervisedHarts {
  readonly all: readonly SupervisedHart[];
  readonly ids: readonly bigint[];

  constructor(harts: readonly Hart[], memory: MachineMemory, platform: Platform) {
    this.all = harts.map((hart) => new SupervisedHart(hart, memory, ipiEnable(platform)));
    this.ids = this.all.map(({ hartid }) => hartid);
  }

  find(hartid: bigint): SupervisedHart | undefined {
    return this.all.find((candidate) => candidate.hartid === hartid);
  }

  named(hartids: readonly bigint[]): readonly SupervisedHart[] {
    return this.all.filter(({ hartid }) => hartids.includes(hartid));
  }
}
