import type { Hart, MachineMemory } from '@hartlab/hart';
import { NANOSECONDS_PER_TICK, TIMEBASE_FREQUENCY, type Clock } from '../clock.ts';
import { RTC_START_SECONDS } from '../devices/goldfish-rtc.ts';
import type { Console } from '../console.ts';
import { errno, type Errno } from '../errno.ts';
import { Each, OneOf } from '../plain-data.ts';
import type { Stop } from '../stop.ts';
import type { TraceHash } from '../trace-hash.ts';
import { GuestMemory } from './guest-memory.ts';
import * as op from './operations.ts';

/** What a guest may do by semihosting, and how its console reaches whoever listens. */
export interface SemihostingOptions {
  /** Whether U-mode may as well; false if absent. */
  readonly userspace?: boolean;
  /** What SYS_GET_CMDLINE answers; nothing if absent. */
  readonly commandLine?: string;
  /**
   * Is given each byte: of `:tt` opened to write (`out`) or to append (`err`), or, also `err`, of what is printed without a handle.
   */
  readonly write?: (stream: 'out' | 'err', byte: number, isPrinted: boolean) => void;
}

/** What a snapshot must agree on. */
export const semihostingInWords = ({ userspace, commandLine = '' }: SemihostingOptions): string =>
  `semihosting${userspace ? ' of U-mode too' : ''} with ${JSON.stringify(commandLine)}`;

/** What a guest has open: one of the three streams of the console, or the file that says what can be done. */
interface Opened {
  readonly handle: number;
  readonly file: 'in' | 'out' | 'err' | 'features';
  /** Where in it the next byte is read; 0 in a stream. */
  readonly at: number;
}

export interface SemihostingState {
  readonly open: readonly Opened[];
  /** What SYS_ERRNO answers. */
  readonly error: number;
}

/** What semihosting needs of the machine. */
interface SemihostingParts {
  readonly memory: MachineMemory;
  readonly clock: Clock;
  /** The hash over the run, which has each byte of output. */
  readonly trace: Pick<TraceHash, 'output'> | undefined;
  /** The next byte of console input, or -1 when there is none now. */
  readonly receive: () => number;
  readonly console: Pick<Console, 'open'>;
  readonly end: (stop: Stop) => void;
}

/** RISC-V Semihosting, "Semihosting Trap Instruction Sequence": slli x0, x0, 0x1f; ebreak; srai x0, x0, 7. */
const ENTRY = 0x01f0_1013;
const CALL = 0x4070_5013;
const PAGE_BITS = 12n;
const [A0, A1] = [10, 11];

/** The name of the console, and of the file that says what an implementation can do. */
const CONSOLE = ':tt';
const FEATURES = ':semihosting-features';
/** The magic number, then SH_EXT_EXIT_EXTENDED and SH_EXT_STDOUT_STDERR. */
const featureBytes = Uint8Array.of(0x53, 0x48, 0x46, 0x42, 0b11);
/** ISO C's modes of fopen, by number: three kinds, each with b, + and +b. */
const MODES = 12;
const LONGEST_NAME = 4096;
const MOST_OPEN = 256;
/** Of bytes that are printed at once. */
const LONGEST_WRITE = 1 << 20;
/** What QEMU leaves in a0 where the operation answers nothing. */
const NOTHING = 0xdead_beefn;
const HUNDREDTH = BigInt(TIMEBASE_FREQUENCY / 100);

const nothing: SemihostingState = { open: [], error: 0 };

/** What every state is made as. */
export const semihostingForm: object = {
  ...nothing,
  open: new Each({ handle: 0, file: new OneOf('in', 'out', 'err', 'features'), at: 0 }),
};

/**
 * Semihosting: what an ebreak between two instructions that do nothing asks of the host. The console and the exit, clocks and
 * the command line; no file of the host and no command can be reached. Clocks are the machine's. A reset of the machine changes
 * nothing here, as on QEMU.
 */
export class Semihosting {
  readonly #parts: SemihostingParts;
  readonly #options: SemihostingOptions;
  readonly #guest: GuestMemory;
  #state = nothing;

  constructor(parts: SemihostingParts, options: SemihostingOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#guest = new GuestMemory(parts.memory);
  }

  save(): SemihostingState {
    return this.#state;
  }

  restore(state: SemihostingState): void {
    this.#state = state;
  }

  /** The hart is at an ebreak of 32 bits. Whether that was a call, which has been answered: the ebreak is then over. */
  call(hart: Hart): boolean {
    if (hart.privilege === 'U' && !this.#options.userspace) return false;
    const [before, after] = [BigInt.asUintN(64, hart.pc - 4n), BigInt.asUintN(64, hart.pc + 4n)];
    if (before >> PAGE_BITS !== after >> PAGE_BITS) return false;
    if (this.#guest.instruction(hart, before) !== ENTRY || this.#guest.instruction(hart, after) !== CALL) return false;
    const answer = this.#answer(hart, Number(BigInt.asUintN(32, hart.x(A0))), hart.x(A1));
    if (answer === 'again') hart.pc -= 4n;
    else hart.setX(A0, BigInt.asUintN(64, answer));
    return true;
  }

  /** What a0 is to be, or `again` where the call must wait for input and is made again. */
  #answer(hart: Hart, operation: number, block: bigint): bigint | 'again' {
    const field = (index: number) => this.#guest.loadDoubleword(hart, block, index);
    switch (operation) {
      case op.SYS_OPEN:
        return this.#open(hart, field(0), field(1));
      case op.SYS_CLOSE:
        return this.#of(field(0), (closed) => {
          this.#state = { ...this.#state, open: this.#state.open.filter((opened) => opened !== closed) };
          return 0n;
        });
      case op.SYS_WRITEC:
        return this.#say(this.#guest.load(hart, block, 1));
      case op.SYS_WRITE0:
        return this.#say(this.#guest.loadString(hart, block, LONGEST_WRITE));
      case op.SYS_WRITE:
        return this.#write(hart, field(0), field(1), field(2));
      case op.SYS_READ:
        return this.#read(hart, field(0), field(1), field(2));
      case op.SYS_READC: {
        const byte = this.#parts.receive();
        return byte >= 0 ? BigInt(byte) : this.#parts.console.open ? 'again' : -1n;
      }
      case op.SYS_ISERROR: {
        const status = field(0);
        return status === undefined ? this.#failed('EFAULT') : BigInt.asIntN(64, status) < 0n ? 1n : 0n;
      }
      // That of the console is interactive, whatever the host has there: the guest is not to see.
      case op.SYS_ISTTY:
        return this.#of(field(0), ({ file }) => (file === 'features' ? this.#failed('ENOTTY', 0n) : 1n));
      case op.SYS_SEEK:
        return this.#seek(field(0), field(1));
      case op.SYS_FLEN:
        return this.#of(field(0), ({ file }) => (file === 'features' ? BigInt(featureBytes.length) : 0n));
      case op.SYS_CLOCK:
        return this.#parts.clock.uptime() / HUNDREDTH;
      case op.SYS_TIME:
        return RTC_START_SECONDS + this.#parts.clock.uptime() / BigInt(TIMEBASE_FREQUENCY);
      case op.SYS_ERRNO:
        return BigInt(this.#state.error);
      case op.SYS_GET_CMDLINE:
        return this.#commandLine(hart, block, field(0), field(1));
      case op.SYS_HEAPINFO:
        return this.#heapInfo(hart, field(0));
      case op.SYS_EXIT:
      case op.SYS_EXIT_EXTENDED:
        return this.#exit(field(0), field(1));
      case op.SYS_ELAPSED: {
        const elapsed = this.#parts.clock.uptime() * NANOSECONDS_PER_TICK;
        return this.#guest.storeDoubleword(hart, block, 0, elapsed) ? 0n : this.#failed('EFAULT');
      }
      case op.SYS_TICKFREQ:
        return 1_000_000_000n;
      // The host's files and commands are out of reach.
      case op.SYS_TMPNAM:
      case op.SYS_REMOVE:
      case op.SYS_RENAME:
      case op.SYS_SYSTEM:
        return this.#failed('EACCES');
      default:
        return this.#failed('ENOSYS');
    }
  }

  #failed(why: Errno, answer = -1n): bigint {
    this.#state = { ...this.#state, error: errno[why] };
    return answer;
  }

  /** What is answered for a handle that is open. */
  #of(handle: bigint | undefined, act: (opened: Opened) => bigint): bigint {
    if (handle === undefined) return this.#failed('EFAULT');
    const opened = this.#opened(handle);
    return opened ? act(opened) : this.#failed('EBADF');
  }

  #opened(handle: bigint): Opened | undefined {
    return this.#state.open.find((opened) => BigInt(opened.handle) === handle);
  }

  #open(hart: Hart, name: bigint | undefined, mode: bigint | undefined): bigint {
    const bytes = name === undefined ? undefined : this.#guest.loadString(hart, name, LONGEST_NAME);
    if (!bytes || mode === undefined) return this.#failed('EFAULT');
    if (mode >= MODES) return this.#failed('EINVAL');
    const text = String.fromCharCode(...bytes);
    if (text === CONSOLE) return this.#add(mode < 4 ? 'in' : mode < 8 ? 'out' : 'err');
    if (text === FEATURES && mode <= 1) return this.#add('features');
    return this.#failed('EACCES');
  }

  /** The lowest handle that is free, which is not 0. */
  #add(file: Opened['file']): bigint {
    const { open } = this.#state;
    if (open.length >= MOST_OPEN) return this.#failed('EMFILE');
    let handle = 1;
    while (open.some((opened) => opened.handle === handle)) handle++;
    this.#state = { ...this.#state, open: [...open, { handle, file, at: 0 }] };
    return BigInt(handle);
  }

  #print(stream: 'out' | 'err', byte: number, isPrinted = false): void {
    this.#parts.trace?.output(byte);
    this.#options.write?.(stream, byte, isPrinted);
  }

  /** Writes what has no handle. */
  #say(bytes: Uint8Array | undefined): bigint {
    for (const byte of bytes ?? []) this.#print('err', byte, true);
    return NOTHING;
  }

  /** How many bytes were not written. */
  #write(hart: Hart, handle: bigint | undefined, from: bigint | undefined, length: bigint | undefined): bigint {
    if (handle === undefined || from === undefined || length === undefined) return this.#failed('EFAULT');
    const file = this.#opened(handle)?.file;
    if (file !== 'out' && file !== 'err') return length;
    const bytes = this.#guest.load(hart, from, Math.min(Number(length), LONGEST_WRITE));
    for (const byte of bytes ?? []) this.#print(file, byte);
    return length - BigInt(bytes?.length ?? 0);
  }

  /** How many bytes were not read; of the console as many as there are, but at least one if there will be one. */
  #read(hart: Hart, handle: bigint | undefined, to: bigint | undefined, length: bigint | undefined): bigint | 'again' {
    if (handle === undefined || to === undefined || length === undefined) return this.#failed('EFAULT');
    const opened = this.#opened(handle);
    if (opened?.file === 'features') {
      const bytes = featureBytes.subarray(opened.at, opened.at + Math.min(Number(length), featureBytes.length));
      if (!this.#guest.store(hart, to, bytes)) return length;
      this.#move(opened, opened.at + bytes.length);
      return length - BigInt(bytes.length);
    }
    if (opened?.file !== 'in') return length;
    let done = 0n;
    while (done < length) {
      // First whether it can be stored, as a byte that was taken cannot be given back.
      if (!('physical' in hart.translate(BigInt.asUintN(64, to + done), 'store'))) break;
      const byte = this.#parts.receive();
      if (byte < 0 && done === 0n && this.#parts.console.open) return 'again';
      if (byte < 0 || !this.#guest.store(hart, to + done, Uint8Array.of(byte))) break;
      done++;
    }
    return length - done;
  }

  #move(moved: Opened, at: number): void {
    const open = this.#state.open.map((opened) => (opened === moved ? { ...opened, at } : opened));
    this.#state = { ...this.#state, open };
  }

  #seek(handle: bigint | undefined, to: bigint | undefined): bigint {
    if (to === undefined) return this.#failed('EFAULT');
    return this.#of(handle, (opened) => {
      if (opened.file !== 'features') return this.#failed('ESPIPE');
      if (to > featureBytes.length) return this.#failed('EINVAL');
      this.#move(opened, Number(to));
      return 0n;
    });
  }

  #commandLine(hart: Hart, block: bigint, to: bigint | undefined, room: bigint | undefined): bigint {
    if (to === undefined || room === undefined) return this.#failed('EFAULT');
    const bytes = new TextEncoder().encode(`${this.#options.commandLine ?? ''}\0`);
    if (bytes.length > room) return this.#failed('E2BIG');
    const isStored =
      this.#guest.storeDoubleword(hart, block, 1, BigInt(bytes.length - 1)) && this.#guest.store(hart, to, bytes);
    return isStored ? 0n : this.#failed('EFAULT');
  }

  /** Where heap and stack may be: 0 for each says that nobody knows. */
  #heapInfo(hart: Hart, to: bigint | undefined): bigint {
    if (to === undefined) return this.#failed('EFAULT');
    return this.#guest.store(hart, to, new Uint8Array(32)) ? 0n : this.#failed('EFAULT');
  }

  #exit(reason: bigint | undefined, subcode: bigint | undefined): bigint {
    if (reason === undefined || subcode === undefined) return this.#failed('EFAULT');
    const code = reason === op.ADP_STOPPED_APPLICATION_EXIT ? Number(BigInt.asUintN(32, subcode)) : 1;
    this.#parts.end(
      code === 0
        ? { reason: 'pass', code, message: 'the guest passed, by semihosting' }
        : { reason: 'fail', code, message: `the guest failed with code ${code}, by semihosting` },
    );
    return 0n;
  }
}
