import type { CorruptedAccess, MachineMemory } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import type { Clock } from '../clock.ts';
import { MAXIMUM_HARTS_AND_HAND } from '../size.ts';
import type { Device, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';
import {
  CONTROL,
  type DetectedError,
  detected,
  emptyRecord,
  errorCode,
  type ErrorRecord,
  injected,
  type PlainRegister,
  readControl,
  signalled,
  type Signals,
  STATUS,
  ticksToInjection,
  transaction,
  writeControlHigh,
  writeControlLow,
  writeStatus,
} from './error-record.ts';

/*
 * Source: reri "Register Layout" and "Error Bank Header Registers".
 */

/** One page for each bank: that of the memory controller, and then one for each hart. */
export const BANK_STRIDE = 0x1000;
export const BANK_INFO = 8;
const VALID_SUMMARY = 16;
/** Custom: what the memory controller is told to do to a line. Its address, and one of `commands`. */
const COMMAND = 56;
export const RECORDS = 64;
export const RECORD_BYTES = 64;
const plainRegisters: Readonly<Record<number, PlainRegister>> = {
  16: 'addr_info',
  24: 'info',
  32: 'suppl_info',
  40: 'timestamp',
};
const VERSION = 1n;
const LINE = 64n;
const commands = { poison: 1n, scrub: 2n } as const;

/** The records of the memory controller: what it found when a hart read, and what its scrubber found. */
const [READ, SCRUBBER] = [0, 1];

/** The records of each bank, which never change: others take their place. */
export type Banks = readonly (readonly ErrorRecord[])[];

/** The two lines of one hart by which banks signal to it. */
export interface ErrorLines {
  readonly LowPriorityRAS: Wire;
  readonly HighPriorityRAS: Wire;
}

interface ErrorConnections {
  readonly memory: MachineMemory;
  readonly clock: Clock;
  /** For each hart. Its own bank signals to it alone, the memory controller to all. */
  readonly lines: readonly ErrorLines[];
  /** To the interrupt controller: any bank signals at low, or at high, priority. */
  readonly interrupts: readonly Wire[];
}

/** The error banks of the memory controller and of the harts. */
export class ErrorBanks implements Device<Banks> {
  readonly #to: ErrorConnections;
  #banks: Banks;

  constructor(to: ErrorConnections) {
    this.#to = to;
    this.#banks = [[emptyRecord, emptyRecord], ...to.lines.map(() => [emptyRecord])];
    to.memory.poison.consumed = (access) => this.#consumed(access);
  }

  read(offset: number, width: Width): bigint | undefined {
    const bank = this.#bankAt(offset, width);
    if (bank === undefined) return undefined;
    const value = this.#register(bank, offset % BANK_STRIDE);
    if (width === 8) return value;
    return BigInt.asUintN(32, offset % 8 === 0 ? value : value >> 32n);
  }

  write(offset: number, width: Width, value: bigint): boolean {
    const bank = this.#bankAt(offset, width);
    if (bank === undefined) return false;
    this.#write(bank, offset % BANK_STRIDE, width, value);
    return true;
  }

  /** Records whose `eid` has counted down become valid; in how many ticks the next one does. */
  update(): bigint | undefined {
    const uptime = this.#to.clock.uptime();
    let next: bigint | undefined;
    for (const [bank, records] of this.#banks.entries())
      for (const [index, record] of records.entries()) {
        const ticks = ticksToInjection(record, uptime);
        if (ticks === 0n) this.#put(bank, index, injected(record));
        else if (ticks !== undefined && (next === undefined || ticks < next)) next = ticks;
      }
    return next;
  }

  save(): Banks {
    return this.#banks;
  }

  restore(banks: Banks): void {
    this.#banks = banks;
    this.#to.clock.changed();
  }

  /** The bank of an access of 4 or 8 bytes, aligned; the banks of harts that do not exist do not either. */
  #bankAt(offset: number, width: Width): number | undefined {
    const bank = Math.floor(offset / BANK_STRIDE);
    return width >= 4 && offset % width === 0 && bank < this.#banks.length ? bank : undefined;
  }

  /** The register that holds this offset within a bank; one that is not implemented reads 0. */
  #register(bank: number, offset: number): bigint {
    const records = this.#banks[bank]!;
    const first = offset - (offset % 8);
    if (first === BANK_INFO) return BigInt(bank + 1) | (BigInt(records.length) << 16n) | (VERSION << 56n);
    if (first === VALID_SUMMARY)
      return records.reduce((summary, record, index) => summary | ((record.status & 1n) << BigInt(index + 1)), 1n);
    const record = records[Math.floor((first - RECORDS) / RECORD_BYTES)];
    if (!record) return 0n;
    const register = (first - RECORDS) % RECORD_BYTES;
    if (register === CONTROL) return readControl(record, this.#to.clock.uptime());
    if (register === STATUS) return record.status;
    const plain = plainRegisters[register];
    return plain === undefined ? 0n : record[plain];
  }

  #write(bank: number, offset: number, width: Width, value: bigint): void {
    if (bank === 0 && offset === COMMAND && width === 8) return this.#command(value);
    const index = Math.floor((offset - RECORDS) / RECORD_BYTES);
    const record = this.#banks[bank]![index];
    if (!record) return;
    const register = (offset - (offset % 8) - RECORDS) % RECORD_BYTES;
    if (register === CONTROL) this.#put(bank, index, this.#controlled(record, offset, width, value));
    else {
      const whole = replaced(this.#register(bank, offset), offset, width, value);
      const plain = plainRegisters[register];
      if (register === STATUS) this.#put(bank, index, writeStatus(record, whole));
      else if (plain !== undefined) this.#put(bank, index, { ...record, [plain]: whole });
    }
  }

  /** A write to one half of a control register leaves the other, and a counter in it, alone. */
  #controlled(record: ErrorRecord, offset: number, width: Width, value: bigint): ErrorRecord {
    const isLow = offset % 8 === 0;
    const written = isLow ? writeControlLow(record, value) : record;
    if (width === 4 && isLow) return written;
    this.#to.clock.changed();
    return writeControlHigh(written, width === 8 ? value >> 32n : value, this.#to.clock.uptime());
  }

  /**
   * Hardware error injection, and a scrubber that has the right data from a mirror. No record tells of a line that was
   * poisoned: that nobody has found yet.
   */
  #command(value: bigint): void {
    const { memory } = this.#to;
    const command = value % LINE;
    const address = value - command;
    if (address > Number.MAX_SAFE_INTEGER || !memory.contains(Number(address), Number(LINE))) return;
    if (command === commands.poison) memory.poison.add(Number(address));
    else if (command === commands.scrub && memory.poison.remove(Number(address)))
      this.#detect(0, SCRUBBER, { is: 'ce', tt: 0n, ec: errorCode.systemMemoryScrubbing, scrub: true, address });
  }

  /**
   * The memory controller hands corrupted data on as such: an error that it defers. The hart that has to use the data can do
   * so no longer: "if poisoned data is attempted to be consumed by a component (e.g. a hart) then an UEC occurs" (reri
   * "Error Detection and Correction"). As its exception is precise, it is contained.
   */
  #consumed({ hart, physical, virtual, implicit }: CorruptedAccess): void {
    const tt = implicit ? transaction.implicitRead : transaction.explicitRead;
    const address = BigInt(physical);
    this.#detect(0, READ, { is: 'ued', tt, ec: errorCode.systemMemoryData, address, info: BigInt(hart) });
    const ec = errorCode.corruptedDataAccess;
    this.#detect(1 + hart, 0, { is: 'uec', tt, ec, c: true, address, info: virtual });
  }

  #detect(bank: number, index: number, error: Omit<DetectedError, 'timestamp'>): void {
    const record = this.#banks[bank]![index]!;
    this.#put(bank, index, detected(record, { ...error, timestamp: this.#to.clock.time() }));
  }

  #put(bank: number, index: number, record: ErrorRecord): void {
    const before = signalled(this.#banks[bank]![index]!);
    this.#banks = this.#banks.with(bank, this.#banks[bank]!.with(index, record));
    const { low, high } = signalled(record);
    this.#drive({ low: low && !before.low, high: high && !before.high });
  }

  /**
   * Each hart hears of its own bank, and of the memory controller's.
   *
   * @param begun what a record has begun to signal: the interrupt of one that goes on is not raised anew
   */
  #drive(begun: Signals): void {
    const { lines, interrupts } = this.#to;
    const [memory = quiet, ...harts] = this.#banks.map((records) => records.map(signalled).reduce(either));
    for (const [index, own] of harts.entries()) {
      const { low, high } = either(memory, own);
      lines[index]?.LowPriorityRAS(low);
      lines[index]?.HighPriorityRAS(high);
    }
    const any = harts.reduce(either, memory);
    if (begun.low || !any.low) interrupts[0]?.(any.low);
    if (begun.high || !any.high) interrupts[1]?.(any.high);
  }
}

const quiet: Signals = { low: false, high: false };
const either = (a: Signals, b: Signals): Signals => ({ low: a.low || b.low, high: a.high || b.high });

/** A register of 64 bits after a write to it or to one half of it. */
function replaced(old: bigint, offset: number, width: Width, value: bigint): bigint {
  if (width === 8) return value;
  return offset % 8 === 0 ? ((old >> 32n) << 32n) | value : (value << 32n) | BigInt.asUintN(32, old);
}

/** The sources of low and of high priority in the interrupt controller. QEMU's virt has nothing there. */
export const ERROR_SOURCES = [12, 13] as const;

export const errorBanks: DeviceRow<ErrorBanks, keyof ErrorLines> = {
  base: 0x1100_0000,
  size: (1 + MAXIMUM_HARTS_AND_HAND) * BANK_STRIDE,
  irq: ERROR_SOURCES,
  drives: ['LowPriorityRAS', 'HighPriorityRAS'],
  make: (connections) => new ErrorBanks(connections),
};
