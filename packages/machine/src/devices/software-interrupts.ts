import type { Width } from '@hartlab/isa';
import type { Device, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';

/*
 * Source: RISC-V ACLINT specification, "Machine-level Software Interrupt Device (MSWI)" and "Supervisor-level Software
 * Interrupt Device (SSWI)".
 */
const SIZE = 0x4000;

/** Whether MSIP of each hart is set: never changed, but replaced. */
type Levels = readonly boolean[];

/** Machine-level software interrupts: a register for each hart. */
export class Mswi implements Device<Levels> {
  readonly #lines: readonly Wire[];
  #msip: Levels;

  /** `lines[h]` is MSIP of hart h. */
  constructor(lines: readonly Wire[]) {
    this.#lines = lines;
    this.#msip = lines.map(() => false);
  }

  setMsip(hart: number, level: boolean): void {
    if (hart >= this.#msip.length) return;
    if (this.#msip[hart] !== level) this.#msip = this.#msip.with(hart, level);
    this.#lines[hart]?.(level);
  }

  read(offset: number, width: Width): bigint | undefined {
    if (!isRegister(offset, width)) return undefined;
    return this.#msip[offset / 4] ? 1n : 0n;
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (!isRegister(offset, width)) return false;
    this.setMsip(offset / 4, (value & 1n) === 1n);
    return true;
  }

  save(): Levels {
    return this.#msip;
  }

  restore(msip: Levels): void {
    this.#msip = msip;
  }
}

/** Supervisor-level software interrupts: a register for each hart, which reads zero. What it sets is in the hart. */
export class Sswi implements Device<'nothing'> {
  readonly #lines: readonly Wire[];

  /** `lines[h]` sets SSIP of hart h, which only software clears. */
  constructor(lines: readonly Wire[]) {
    this.#lines = lines;
  }

  read(offset: number, width: Width): bigint | undefined {
    return isRegister(offset, width) ? 0n : undefined;
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (!isRegister(offset, width)) return false;
    if ((value & 1n) === 1n) this.#lines[offset / 4]?.(true);
    return true;
  }

  save(): 'nothing' {
    return 'nothing';
  }

  restore(): void {}
}

const isRegister = (offset: number, width: Width): boolean => width === 4 && offset % 4 === 0;

const properties = (level: 'm' | 's') => ({
  compatible: `riscv,aclint-${level}swi`,
  'interrupt-controller': true as const,
  '#interrupt-cells': 0,
  '#address-cells': 0,
});

export const mswi: DeviceRow<Mswi, 'MSIP'> = {
  base: 0x200_0000,
  size: SIZE,
  drives: ['MSIP'],
  machineMode: true,
  node: { name: 'mswi', properties: properties('m') },
  make: ({ lines }) => new Mswi(lines.map(({ MSIP }) => MSIP)),
};

export const sswi: DeviceRow<Sswi, 'SSIP'> = {
  base: 0x2f0_0000,
  size: SIZE,
  drives: ['SSIP'],
  node: { name: 'sswi', properties: properties('s') },
  make: ({ lines }) => new Sswi(lines.map(({ SSIP }) => SSIP)),
};
