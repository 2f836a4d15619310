import type { Width } from '@hartlab/isa';
import type { Clock } from '../clock.ts';
import type { Device, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';
import { Mtimer, MTIMER_IN_CLINT } from './mtimer.ts';
import { Mswi } from './software-interrupts.ts';

/* Source: RISC-V ACLINT specification, "Backward Compatibility With SiFive CLINT". */

interface ClintState {
  readonly msip: readonly boolean[];
  readonly mtimecmp: readonly bigint[];
}

/** The two lines that the CLINT drives on one hart. */
export interface ClintLines {
  readonly MSIP: Wire;
  readonly MTIP: Wire;
}

/** Core-local interruptor: an MSWI and an MTIMER behind it. */
export class Clint implements Device<ClintState> {
  readonly mswi: Mswi;
  readonly mtimer: Mtimer;
  #state: ClintState;

  constructor(clock: Clock, lines: readonly ClintLines[]) {
    this.mswi = new Mswi(lines.map(({ MSIP }) => MSIP));
    this.mtimer = new Mtimer(
      clock,
      lines.map(({ MTIP }) => MTIP),
    );
    this.#state = { msip: this.mswi.save(), mtimecmp: this.mtimer.save() };
  }

  update(): bigint | undefined {
    return this.mtimer.update();
  }

  read(offset: number, width: Width): bigint | undefined {
    if (offset < MTIMER_IN_CLINT) return this.mswi.read(offset, width);
    return this.mtimer.read(offset - MTIMER_IN_CLINT, width);
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (offset < MTIMER_IN_CLINT) return this.mswi.write(offset, width, value);
    return this.mtimer.write(offset - MTIMER_IN_CLINT, width, value);
  }

  save(): ClintState {
    const { msip, mtimecmp } = this.#state;
    if (msip !== this.mswi.save() || mtimecmp !== this.mtimer.save())
      this.#state = { msip: this.mswi.save(), mtimecmp: this.mtimer.save() };
    return this.#state;
  }

  restore(state: ClintState): void {
    this.#state = state;
    this.mswi.restore(state.msip);
    this.mtimer.restore(state.mtimecmp);
  }
}

export const clint: DeviceRow<Clint, keyof ClintLines> = {
  base: 0x200_0000,
  size: 0x1_0000,
  drives: ['MSIP', 'MTIP'],
  machineMode: true,
  node: { name: 'clint', properties: { compatible: ['sifive,clint0', 'riscv,clint0'] } },
  make: ({ clock, lines }) => new Clint(clock, lines),
};
