import { ticksUntil } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import type { Clock } from '../clock.ts';
import type { Device, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';

/*
 * Source: RISC-V ACLINT specification, "Machine-level Timer Device (MTIMER)"; QEMU, hw/intc/riscv_aclint.c, for where mtime
 * is.
 */
const MTIME = 0x7ff8;
const SIZE = 0x8000;
const NO_TIMER = 2n ** 64n - 1n;

/** The comparator of each hart: never changed, but replaced. */
type Comparators = readonly bigint[];

/** Machine-level timer: a comparator for each hart, and the time they share. */
export class Mtimer implements Device<Comparators> {
  readonly #clock: Clock;
  readonly #lines: readonly Wire[];
  #mtimecmp: Comparators;

  /** `lines[h]` is MTIP of hart h. */
  constructor(clock: Clock, lines: readonly Wire[]) {
    this.#clock = clock;
    this.#lines = lines;
    this.#mtimecmp = lines.map(() => NO_TIMER);
  }

  setTimer(hart: number, time: bigint): void {
    if (hart >= this.#mtimecmp.length) return;
    this.#mtimecmp = this.#mtimecmp.with(hart, time);
    this.#clock.changed();
  }

  /** Raises and drops the timer lines; in how many ticks one rises, or drops because time wraps around. */
  update(): bigint | undefined {
    const now = this.#clock.time();
    let next: bigint | undefined;
    for (const [hart, at] of this.#mtimecmp.entries()) {
      const due = now >= at;
      this.#lines[hart]?.(due);
      const ticks = ticksUntil(due ? 0n : at, now);
      if (next === undefined || ticks < next) next = ticks;
    }
    return next;
  }

  read(offset: number, width: Width): bigint | undefined {
    return offset < SIZE ? part(this.#register(offset), offset, width) : undefined;
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (offset >= SIZE) return false;
    const written = replacePart(this.#register(offset), offset, width, value);
    if (written === undefined) return false;
    if (offset >= MTIME) this.#clock.setTime(written);
    else this.setTimer(offset >> 3, written);
    return true;
  }

  save(): Comparators {
    return this.#mtimecmp;
  }

  restore(mtimecmp: Comparators): void {
    const before = this.#mtimecmp;
    this.#mtimecmp = mtimecmp;
    if (mtimecmp !== before) this.#clock.changed();
  }

  /** The 64-bit register that holds `offset`; those of harts that do not exist read as zero. */
  #register(offset: number): bigint {
    return offset >= MTIME ? this.#clock.time() : (this.#mtimecmp[offset >> 3] ?? 0n);
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

/** The row of an MTIMER at that address. QEMU's tree has bytes behind it for its own. */
export const mtimer = (base: number, told: number): DeviceRow<Mtimer, 'MTIP'> => ({
  base,
  size: SIZE,
  drives: ['MTIP'],
  machineMode: true,
  node: {
    name: 'mtimer',
    properties: { compatible: 'riscv,aclint-mtimer' },
    ranges: [
      { base: base + MTIME, size: told - MTIME },
      { base, size: MTIME },
    ],
  },
  make: ({ clock, lines }) =>
    new Mtimer(
      clock,
      lines.map(({ MTIP }) => MTIP),
    ),
});

/** Where a CLINT has its timer, and so QEMU's virt too where it has an MSWI. */
export const MTIMER_IN_CLINT = 0x4000;
const CLINT = 0x200_0000;
/** Where mtime is on the boards that there are: with an IMSIC, an ACLINT has no MSWI. */
const timeRegisters = [CLINT + MTIMER_IN_CLINT + MTIME, CLINT + MTIME];

/** Where M-mode software may read the time. */
export const isTimeRegister = (address: number): boolean =>
  timeRegisters.some((register) => address >= register && address < register + 8);
