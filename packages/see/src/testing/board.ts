import { Hart, MachineMemory, type Bus } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { policies, type ResumePolicy } from '@hartlab/sse';
import { firmwareSize } from '../firmware-region.ts';
import { Firmware } from '../firmware.ts';
import type { Mark } from '../mark.ts';
import type { ErrorHardware, Platform, ReportedError } from '../platform.ts';

export const ramBase = 0x8000_0000;
export const ramSize = 0x40_0000;
/** The first byte that is not the firmware's. */
export const firmwareEnd = ramBase + firmwareSize;
/** Where payloads start. */
export const payload = 0x8020_0000;
export const fdt = 0x8030_0000n;

/** Where M-mode's devices would be: as on QEMU's virt. */
export const clint = { base: 0x200_0000, size: 0x1_0000 };

const noDevices: Bus = { read: () => undefined, write: () => false };

export interface BoardOptions {
  readonly harts?: number;
  readonly isa?: string;
  readonly policy?: ResumePolicy;
  readonly pmuSnapshots?: boolean;
  /** Whether it reports hardware errors. */
  readonly reportsErrors?: true;
  /** Is put at the payload's address. Without it, harts are driven call by call. */
  readonly program?: Uint8Array;
}

/** The smallest board on which the firmware runs: harts, RAM, timers, IPIs and a console that is two arrays. */
export class Board implements Platform {
  readonly machineDevices = [clint];
  readonly memory: MachineMemory;
  readonly harts: readonly Hart[];
  readonly firmware: Firmware;
  readonly trace: string[] = [];
  readonly written: number[] = [];
  readonly toRead: number[] = [];
  readonly resets: [type: string, reason: number][] = [];
  readonly halts: string[] = [];
  readonly marks: Mark[] = [];
  /** What hardware has logged and signals: a test drives the interrupt itself. */
  reported: readonly ReportedError[] = [];
  /** How often the firmware has been told to let hardware signal errors, and by which interrupts. */
  readonly errorsEnabled: boolean[] = [];
  readonly errors?: ErrorHardware;
  readonly #errors: ErrorHardware = {
    enable: (byController) => void this.errorsEnabled.push(byController),
    take: () => {
      const { reported } = this;
      this.reported = [];
      return reported;
    },
  };
  time = 0n;
  readonly #timers: bigint[];

  constructor({
    harts = 1,
    isa = 'rv64imach_zicntr_zifencei',
    policy = policies.private,
    pmuSnapshots = true,
    reportsErrors,
    program,
  }: BoardOptions = {}) {
    if (reportsErrors) this.errors = this.#errors;
    this.memory = new MachineMemory({ harts, ramBase, ramSize });
    this.#timers = Array.from({ length: harts }, () => 2n ** 64n - 1n);
    this.harts = this.#timers.map(
      (_, index) =>
        new Hart({
          memory: this.memory,
          index,
          hartid: BigInt(index),
          isa: parseIsa(isa),
          bus: noDevices,
          time: () => this.time,
        }),
    );
    this.firmware = new Firmware({
      harts: this.harts,
      memory: this.memory,
      platform: this,
      policy,
      pmuSnapshots,
      trace: (line) => this.trace.push(line),
    });
    if (program) this.memory.writeBytes(payload, program);
    this.boot();
  }

  /** Resets the harts and lets the firmware boot. */
  boot(): void {
    for (const hart of this.harts) hart.reset(BigInt(ramBase));
    this.firmware.boot({ entry: BigInt(payload), fdt });
  }

  putchar(byte: number): void {
    this.written.push(byte);
  }
  getchar(): number {
    return this.toRead.shift() ?? -1;
  }
  setTimer(hartid: bigint, time: bigint): void {
    this.#timers[Number(hartid)] = time;
    this.#driveTimers();
  }
  sendIpi(hartid: bigint): void {
    this.harts[Number(hartid)]!.setInterrupt('MSIP', true);
  }
  clearIpi(hartid: bigint): void {
    this.harts[Number(hartid)]!.setInterrupt('MSIP', false);
  }
  reset(type: string, reason: number): void {
    this.resets.push([type, reason]);
  }
  halt(line: string): void {
    this.halts.push(line);
  }
  mark(mark: Mark): void {
    this.marks.push(mark);
  }

  get console(): string {
    return String.fromCharCode(...this.written);
  }

  /** Sets the time, in ticks. */
  advanceTo(time: bigint): void {
    this.time = time;
    this.#driveTimers();
  }

  #driveTimers(): void {
    this.harts.forEach((hart, index) => hart.setInterrupt('MTIP', this.time >= this.#timers[index]!));
  }

  /** Lets one hart do one thing, and the firmware handle what comes of it. */
  step(index = 0): void {
    const hart = this.harts[index]!;
    hart.step();
    if (hart.privilege === 'M' && !hart.waiting) this.firmware.trap(hart);
  }

  /** Lets all harts take turns until the machine is reset or halted, and says after how many rounds; at most `rounds`. */
  run(rounds: number): number {
    for (let round = 0; round < rounds; round++) {
      if (this.resets.length + this.halts.length > 0) return round;
      this.advanceTo(this.time + 1n);
      this.harts.forEach((hart, index) => hart.stopped || this.step(index));
    }
    return rounds;
  }

  /** Makes a hart execute the instruction `word` where it is. */
  execute(word: number, index = 0): void {
    const hart = this.harts[index]!;
    this.memory.write(Number(hart.pc), 4, BigInt(word));
    this.step(index);
  }

  /** Makes one SBI call from a hart and answers its a0 and a1, as signed integers. */
  call(eid: number, fid: number, args: readonly bigint[] = [], index = 0): readonly [a0: bigint, a1: bigint] {
    const hart = this.harts[index]!;
    args.forEach((value, n) => hart.setX(10 + n, BigInt.asUintN(64, value)));
    hart.setX(16, BigInt.asUintN(64, BigInt(fid)));
    hart.setX(17, BigInt.asUintN(64, BigInt(eid)));
    this.execute(ECALL, index);
    return [BigInt.asIntN(64, hart.x(10)), BigInt.asIntN(64, hart.x(11))];
  }
}

/** Encoding of ECALL. */
export const ECALL = 0x0000_0073;
