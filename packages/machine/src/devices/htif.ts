import type { MachineMemory } from '@hartlab/hart';
import { hex, ImageError } from '../image.ts';
import type { Stop } from '../stop.ts';

/*
 * Source: riscv-isa-sim, riscv-tests and fesvr: `tohost` is a doubleword of RAM. Bits 63:56 are the device, 55:48 the
 * command, 47:0 the payload.
 */
const COMMAND_SYSCALL = 0x0000n;
const COMMAND_PUTCHAR = 0x0101n;
const SYS_WRITE = 64n;
const SYS_EXIT = 93n;
/** The most that one `write` may print; a guest that wants more makes another call. */
const LONGEST_WRITE = 65536;

/** What HTIF may do to the machine. */
export interface HtifHost {
  putchar(byte: number): void;
  end(stop: Stop): void;
}

/** The host-target interface of riscv-tests, for programs that have the symbol `tohost`. */
export class Htif {
  readonly #memory: MachineMemory;
  readonly #tohost: number;
  readonly #fromhost: number | undefined;
  readonly #host: HtifHost;
  readonly #words: Uint32Array;
  readonly #index: number;

  /**
   * `tohost` and `fromhost` are physical addresses.
   *
   * @throws ImageError when `tohost` is not an aligned doubleword of RAM.
   */
  constructor(memory: MachineMemory, tohost: number, fromhost: number | undefined, host: HtifHost) {
    if (tohost % 8 !== 0 || !memory.contains(tohost, 8))
      throw new ImageError(`tohost is at ${hex(tohost)}; place it at an aligned doubleword in RAM`);
    this.#memory = memory;
    this.#tohost = tohost;
    this.#fromhost = fromhost;
    this.#host = host;
    this.#words = new Uint32Array(memory.ram.buffer, memory.ram.byteOffset, memory.ramSize / 4);
    this.#index = (tohost - memory.ramBase) / 4;
  }

  /** Looks whether the guest has written to `tohost`, and serves it. */
  poll(): void {
    if (this.#words[this.#index] === 0 && this.#words[this.#index + 1] === 0) return;
    const value = this.#memory.read(this.#tohost, 8);
    this.#memory.write(this.#tohost, 8, 0n);
    const payload = BigInt.asUintN(48, value);
    if (value >> 48n === COMMAND_PUTCHAR) {
      this.#host.putchar(Number(payload & 0xffn));
      this.#answer(COMMAND_PUTCHAR << 48n);
    } else if (value >> 48n === COMMAND_SYSCALL) {
      if ((payload & 1n) === 1n) this.#exit(payload >> 1n);
      else this.#syscall(Number(payload));
    }
  }

  #exit(code: bigint): void {
    if (code === 0n) this.#host.end({ reason: 'pass', code: 0, message: 'the guest passed (HTIF)' });
    else this.#host.end({ reason: 'fail', code: Number(code), message: `the guest failed with code ${code} (HTIF)` });
  }

  /** The guest's block holds the number and up to three arguments, and takes the result in its first doubleword. */
  #syscall(block: number): void {
    if (!this.#memory.contains(block, 32)) return;
    const [number = 0n, , address = 0n, length = 0n] = [0, 8, 16, 24].map((at) => this.#memory.read(block + at, 8));
    if (number === SYS_EXIT) this.#exit(this.#memory.read(block + 8, 8));
    else {
      this.#memory.write(block, 8, number === SYS_WRITE ? this.#print(Number(address), Number(length)) : NOT_A_CALL);
      this.#answer(1n);
    }
  }

  #print(address: number, length: number): bigint {
    const printed = Math.min(length, LONGEST_WRITE);
    if (!this.#memory.contains(address, printed)) return NOT_A_CALL;
    for (const byte of this.#memory.readBytes(address, printed)) this.#host.putchar(byte);
    return BigInt(printed);
  }

  #answer(value: bigint): void {
    if (this.#fromhost !== undefined && this.#memory.contains(this.#fromhost, 8))
      this.#memory.write(this.#fromhost, 8, value);
  }
}

/** -ENOSYS */
const NOT_A_CALL = BigInt.asUintN(64, -38n);
