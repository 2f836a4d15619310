import { ticksUntil } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import type { Clock } from '../clock.ts';
import type { Device, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';

/*
 * Source: RISC-V ACLINT specification, "Backward Compatibility With SiFive CLINT": MSWI at 0, MTIMER's mtimecmp at
 * 0x4000 and mtime at 0xbff8.
 */
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;
const END = 0xc000;
const NO_TIMER = 2n ** 64n - 1n;

interface ClintState {
  readonly msip: readonly boolean[];
  readonly mtimecmp: readonly bigint[];
}

/** The two lines that the CLINT drives on one hart. */
export interface ClintLines {
  readonly MSIP: Wire;
  readonly MTIP: Wire;
}

/** Core-local interruptor: a software interrupt and a timer for each hart, and the time they share. */
export class Clint implements Device<ClintState> {
  readonly #clock: Clock;
  readonly #lines: readonly ClintLines[];
  #state: ClintState;

  constructor(clock: Clock, lines: readonly ClintLines[]) {
    this.#clock = clock;
    this.#lines = lines;
    this.#state = { msip: lines.map(() => false), mtimecmp: lines.map(() => NO_TIMER) };
  }

  setMsip(hart: number, level: boolean): void {
    const { msip, mtimecmp } = this.#state;
    if (hart >= msip.length) return;
    if (msip[hart] !== level) this.#state = { msip: msip.with(hart, level), mtimecmp };
    this.#lines[hart]?.MSIP(level);
  }

  setTimer(hart: number, time: bigint): void {
    const { msip, mtimecmp } = this.#state;
    if (hart >= mtimecmp.length) return;
    this.#state = { msip, mtimecmp: mtimecmp.with(hart, time) };
    this.#clock.changed();
  }

  /** Raises and drops the timer lines; in how many ticks one rises, or drops because time wraps around. */
  update(): bigint | undefined {
    const now = this.#clock.time();
    let next: bigint | undefined;
    for (const [hart, at] of this.#state.mtimecmp.entries()) {
      const due = now >= at;
      this.#lines[hart]?.MTIP(due);
      const ticks = ticksUntil(due ? 0n : at, now);
      if (next === undefined || ticks < next) next = ticks;
    }
    return next;
  }

  read(offset: number, width: Width): bigint | undefined {
    if (offset < MTIMECMP) {
      if (width !== 4 || offset % 4 !== 0) return undefined;
      return this.#state.msip[offset / 4] ? 1n : 0n;
    }
    return offset < END ? part(this.#register(offset), offset, width) : undefined;
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (offset < MTIMECMP) {
      if (width !== 4 || offset % 4 !== 0) return false;
      this.setMsip(offset / 4, (value & 1n) === 1n);
      return true;
    }
    if (offset >= END) return false;
    const written = replacePart(this.#register(offset), offset, width, value);
    if (written === undefined) return false;
    if (offset >= MTIME) this.#clock.setTime(written);
    else this.setTimer((offset - MTIMECMP) >> 3, written);
    return true;
  }

  save(): ClintState {
    return this.#state;
  }

  restore(state: ClintState): void {
    const { mtimecmp } = this.#state;
    this.#state = state;
    for (const [hart, level] of state.msip.entries()) this.#lines[hart]?.MSIP(level);
    if (state.mtimecmp !== mtimecmp) this.#clock.changed();
  }

  /** The 64-bit register that holds `offset`; those of harts that do not exist read as zero. */
  #register(offset: number): bigint {
    if (offset >= MTIME) return this.#clock.time();
    return this.#state.mtimecmp[(offset - MTIMECMP) >> 3] ?? 0n;
  }
}

/** A 64-bit register is read and written as a whole or by halves, aligned; anything else is an access fault. */
const isPart = (offset: number, width: Width) => width >= 4 && offset % width === 0;

function part(value: bigint, offset: number, width: Width): bigint | undefined {
  if (!isPart(offset, width)) return undefined;
  return width === 8 ? value : BigInt.asUintN(32, offset % 8 === 0 ? value : value >> 32n);
}

function replacePart(old: bigint, offset: number, width: Width, value: bigint): bigint | undefined {
  if (!isPart(offset, width)) return undefined;
  if (width === 8) return value;
  const low = BigInt.asUintN(32, old);
  return offset % 8 === 0 ? ((old >> 32n) << 32n) | value : (value << 32n) | low;
}

/** Where M-mode software may read the time. */
export const isTimeRegister = (address: number): boolean => address >= clint.base + MTIME && address < clint.base + END;

export const clint: DeviceRow<Clint, keyof ClintLines> = {
  base: 0x200_0000,
  size: 0x1_0000,
  drives: ['MSIP', 'MTIP'],
  machineMode: true,
  node: { name: 'clint', properties: { compatible: ['sifive,clint0', 'riscv,clint0'] } },
  make: ({ clock, lines }) => new Clint(clock, lines),
};
