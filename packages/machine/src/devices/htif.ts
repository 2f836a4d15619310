import type { MachineMemory } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import type { ImageSymbol } from '../image.ts';
import type { Stop } from '../stop.ts';

/*
 * Source: riscv-isa-sim (fesvr/htif.cc, device.cc, syscall.cc) and riscv-tests: `tohost` is a doubleword of RAM. Bits 63:56
 * are the device, 55:48 the command, 47:0 the payload. An answer in `fromhost` has the same device and command.
 */
const COMMAND_SYSCALL = 0x0000n;
const COMMAND_GETCHAR = 0x0100n;
const COMMAND_PUTCHAR = 0x0101n;
/** Goes with a byte in the payload of an answer. */
const BYTE = 0x100;
const SYS_WRITE = 64n;
const SYS_EXIT = 93n;
/** The most that one `write` may print; a guest that wants more makes another call. */
const LONGEST_WRITE = 65536;
/**
 * Boundaries after which half a command is taken for a whole one whose other half is 0: riscv-isa-sim does not look more
 * often than this either (INTERLEAVE, riscv/sim.h). An interrupt or the turns of the other harts can lie between the
 * halves.
 */
export const PATIENCE = 5000;

/** What HTIF may do to the machine. */
export interface HtifHost {
  putchar(byte: number): void;
  /** The next byte of console input, or -1 when there is none now. */
  receive(): number;
  end(stop: Stop): void;
}

interface HtifState {
  readonly low: number;
  readonly high: number;
  readonly waited: number;
  readonly reads: number;
}

/**
 * HTIF for a program with the symbol `tohost`. Where that is no aligned doubleword of RAM it is a name like any other, and
 * `warn` is told.
 */
export function createHtif(
  memory: MachineMemory,
  symbols: readonly ImageSymbol[],
  host: HtifHost,
  warn: (line: string) => void,
): Htif | undefined {
  const find = (name: string) => symbols.find((symbol) => symbol.name === name)?.address;
  const usable = (address: bigint) => address % 8n === 0n && memory.contains(Number(address), 8);
  const tohost = find('tohost');
  const fromhost = find('fromhost');
  if (tohost === undefined) return undefined;
  if (usable(tohost))
    return new Htif(
      memory,
      Number(tohost),
      fromhost !== undefined && usable(fromhost) ? Number(fromhost) : undefined,
      host,
    );
  warn(`tohost is at ${hex(tohost)}, which is no aligned doubleword of RAM, so it is not HTIF`);
  return undefined;
}

/** The host-target interface of riscv-tests, for programs that have the symbol `tohost`. */
export class Htif {
  readonly #memory: MachineMemory;
  readonly #tohost: number;
  readonly #fromhost: number | undefined;
  readonly #host: HtifHost;
  readonly #words: Uint32Array;
  readonly #index: number;
  /** Whether there has been a store to `tohost` since the last look; and whether it was half a command. */
  #stored = true;
  #isHalf = false;
  /** What stands in tohost since `#waited` boundaries and may be half a command; 0 boundaries when nothing does. */
  #low = 0;
  #high = 0;
  #waited = 0;
  /** Bytes of console input that the guest has asked for and not been given. */
  #reads = 0;

  /** `tohost` and `fromhost` are physical addresses of aligned doublewords of RAM. */
  constructor(memory: MachineMemory, tohost: number, fromhost: number | undefined, host: HtifHost) {
    this.#memory = memory;
    this.#tohost = tohost;
    this.#fromhost = fromhost;
    this.#host = host;
    this.#words = new Uint32Array(memory.ram.buffer, memory.ram.byteOffset, memory.ramSize / 4);
    this.#index = (tohost - memory.ramBase) / 4;
    // What a hart stores with less than a doubleword may be half a command.
    memory.watch(tohost, 8, (length, by) => {
      this.#stored = true;
      this.#isHalf = length < 8 && by >= 0;
      memory.run.end();
    });
  }

  /** Boundaries that may pass before it must be told of them. */
  get patience(): number {
    return this.#waited === 0 ? Infinity : PATIENCE + 1 - this.#waited;
  }

  /**
   * Looks whether the guest has written to `tohost`, after so many boundaries of which only the last can have, and serves it. A
   * store of 32 bits is half a command: it waits for the other half, whichever comes first.
   */
  passed(boundaries: number): void {
    if (!this.#stored && this.#waited === 0) return;
    const low = this.#words[this.#index] ?? 0;
    const high = this.#words[this.#index + 1] ?? 0;
    if (low === 0 && high === 0) this.#waited = 0;
    else if (this.#waited === 0 && this.#isHalf) {
      this.#low = low;
      this.#high = high;
      this.#waited = 1;
    } else if (this.#waited === 0 || low !== this.#low || high !== this.#high) this.#serve();
    else if ((this.#waited += boundaries) > PATIENCE) this.#serve();
    this.#stored = this.#isHalf = false;
  }

  /** No other half will come: the guest is at its end. */
  settle(): void {
    if (this.#waited > 0) this.#serve();
  }

  /** Gives the guest a byte of console input, if it has asked for one, has taken the answer before, and there is one. */
  deliver(): void {
    const fromhost = this.#fromhost;
    if (this.#reads === 0 || fromhost === undefined || this.#memory.read(fromhost, 8) !== 0n) return;
    const byte = this.#host.receive();
    if (byte < 0) return;
    this.#reads--;
    this.#answer(COMMAND_GETCHAR, byte);
  }

  save(): HtifState {
    return { low: this.#low, high: this.#high, waited: this.#waited, reads: this.#reads };
  }

  restore({ low, high, waited, reads }: HtifState): void {
    this.#low = low;
    this.#high = high;
    this.#waited = waited;
    this.#reads = reads;
    this.#stored = true;
    this.#isHalf = false;
  }

  #serve(): void {
    const value = this.#memory.read(this.#tohost, 8);
    this.#memory.write(this.#tohost, 8, 0n);
    this.#waited = 0;
    const payload = BigInt.asUintN(48, value);
    switch (value >> 48n) {
      case COMMAND_PUTCHAR:
        this.#putchar(Number(payload & 0xffn));
        break;
      case COMMAND_GETCHAR:
        this.#getchar();
        break;
      case COMMAND_SYSCALL:
        if ((payload & 1n) === 1n) this.#exit(payload >> 1n);
        else this.#syscall(Number(payload));
        break;
      default:
    }
  }

  /** QEMU's spike machine answers a character (hw/char/riscv_htif.c), riscv-isa-sim does not. */
  #putchar(byte: number): void {
    this.#host.putchar(byte);
    this.#answer(COMMAND_PUTCHAR, byte);
  }

  /** A guest that expects no answer to its characters has left one there: it is not the answer to this. */
  #getchar(): void {
    const fromhost = this.#fromhost;
    if (fromhost !== undefined && this.#memory.read(fromhost, 8) >> 48n === COMMAND_PUTCHAR)
      this.#memory.write(fromhost, 8, 0n);
    this.#reads++;
    this.deliver();
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
      this.#fromhostIs(1n);
    }
  }

  #print(address: number, length: number): bigint {
    const printed = Math.min(length, LONGEST_WRITE);
    if (!this.#memory.contains(address, printed)) return NOT_A_CALL;
    for (const byte of this.#memory.readBytes(address, printed)) this.#host.putchar(byte);
    return BigInt(printed);
  }

  #answer(command: bigint, byte: number): void {
    this.#fromhostIs((command << 48n) | BigInt(BYTE | byte));
  }

  #fromhostIs(value: bigint): void {
    if (this.#fromhost !== undefined) this.#memory.write(this.#fromhost, 8, value);
  }
}

/** -ENOSYS */
const NOT_A_CALL = BigInt.asUintN(64, -38n);
