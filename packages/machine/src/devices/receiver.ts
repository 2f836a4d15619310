import type { Clock } from '../clock.ts';
import { Each, Either } from '../plain-data.ts';

/** Bytes that the FIFO of a 16550 holds. */
export const FIFO_SIZE = 16;
/** Character times without a byte coming or going after which the FIFO times out. */
const TIMEOUT_CHARACTERS = 4n;

interface Received {
  readonly byte: number;
  /** It came from the UART's own transmitter, not from the line. */
  readonly looped: boolean;
}

export interface ReceiverState {
  /** Bytes that have arrived, in order: up to 16 in the FIFO, or one in RBR. */
  readonly bytes: readonly Received[];
  /** What the line has sent and the guest has not seen, though the FIFO has been cleared: it arrives again. */
  readonly returned: readonly number[];
  /** What RBR reads while it holds no new byte. */
  readonly held: number;
  readonly fifo: boolean;
  /** Bytes in the FIFO from which on data are available. */
  readonly trigger: number;
  readonly overrun: boolean;
  /** Ticks that the machine will be up when the FIFO times out. */
  readonly timeout: bigint | undefined;
  readonly timedOut: boolean;
}

const reset: ReceiverState = {
  bytes: [],
  returned: [],
  held: 0,
  fifo: false,
  trigger: 1,
  overrun: false,
  timeout: undefined,
  timedOut: false,
};

/** What every state is made as. */
export const receiverForm: object = {
  ...reset,
  bytes: new Each({ byte: 0, looped: false } satisfies Received),
  returned: new Each(0),
  timeout: new Either(undefined, 0n),
};

/**
 * The receiver of a 16550A. The line holds its bytes until the guest looks for them, so they never overrun; what the
 * UART sends to itself can.
 *
 * Source: PC16550D data sheet, "FIFO Control Register", "Line Status Register" and "FIFO Interrupt Mode Operation".
 */
export class Receiver {
  readonly #clock: Clock;
  /** The next byte of the line, or -1. */
  readonly #line: () => number;
  /** Ticks in which a character passes the line. */
  readonly #characterTicks: () => bigint;
  #state = reset;

  constructor(clock: Clock, line: () => number, characterTicks: () => bigint) {
    this.#clock = clock;
    this.#line = line;
    this.#characterTicks = characterTicks;
  }

  get ready(): boolean {
    return this.#state.bytes.length > 0;
  }

  /** Whether so many bytes have arrived that the guest is to be interrupted. */
  get triggered(): boolean {
    return this.#state.bytes.length >= this.#state.trigger;
  }

  get timedOut(): boolean {
    return this.#state.timedOut;
  }

  get overrun(): boolean {
    return this.#state.overrun;
  }

  get fifo(): boolean {
    return this.#state.fifo;
  }

  /** Lets the line send until `count` bytes have arrived, or it has no more. Whether it has sent any. */
  fill(count: number): boolean {
    const { bytes: before } = this.#state;
    while (this.#state.bytes.length < count) {
      const byte = this.#deliver();
      if (byte < 0) break;
      this.#arrive({ byte, looped: false });
    }
    return this.#state.bytes !== before;
  }

  /** `fill` as far as the interrupt wants it. */
  fillToTrigger(): boolean {
    return this.fill(this.#state.trigger);
  }

  /** The UART has sent a byte to itself. One too many is lost in the FIFO; it replaces the byte in RBR. */
  loop(byte: number): void {
    const { bytes, fifo } = this.#state;
    if (bytes.length === (fifo ? FIFO_SIZE : 1)) {
      this.#change({ overrun: true });
      if (fifo) return this.#restartTimeout();
      this.#discard();
    }
    this.#arrive({ byte, looped: true });
  }

  /** Takes the first byte that has arrived; -1 for none. */
  take(): number {
    const [first, ...bytes] = this.#state.bytes;
    if (!first) return -1;
    this.#change({ bytes, timedOut: false });
    this.#restartTimeout();
    return first.byte;
  }

  /** What RBR reads when no byte has arrived: the last one, or nothing where there is a FIFO. */
  get held(): number {
    return this.#state.fifo ? 0 : this.#state.held;
  }

  /** The guest has seen the overrun. */
  clearOverrun(): void {
    this.#change({ overrun: false });
  }

  /** Whether there is a FIFO, and at how many bytes it interrupts. */
  configure(fifo: boolean, trigger: number): void {
    this.#change({ fifo, trigger });
  }

  clear(): void {
    this.#discard();
    this.#change({ timeout: undefined, timedOut: false });
  }

  /** What came from the line and was not read comes again. */
  reset(): void {
    this.#discard();
    this.#state = { ...reset, returned: this.#state.returned };
  }

  /** Lets the FIFO time out when it is time; otherwise the ticks until then. */
  update(): bigint | undefined {
    const { timeout } = this.#state;
    if (timeout === undefined) return undefined;
    const ticks = timeout - this.#clock.uptime();
    if (ticks > 0n) return ticks;
    this.#change({ timeout: undefined, timedOut: true });
    return undefined;
  }

  save(): ReceiverState {
    return this.#state;
  }

  restore(state: ReceiverState): void {
    this.#state = state;
    this.#clock.changed();
  }

  #deliver(): number {
    const [first, ...returned] = this.#state.returned;
    if (first === undefined) return this.#line();
    this.#change({ returned });
    return first;
  }

  #arrive(received: Received): void {
    const { bytes, fifo, held } = this.#state;
    this.#change({ bytes: [...bytes, received], held: fifo ? held : received.byte });
    this.#restartTimeout();
  }

  /** Empties the receiver, but what came from the line goes back to it. */
  #discard(): void {
    const { bytes, returned } = this.#state;
    const unseen = bytes.filter(({ looped }) => !looped).map(({ byte }) => byte);
    this.#change({ bytes: [], returned: [...unseen, ...returned] });
  }

  #restartTimeout(): void {
    const { bytes, fifo } = this.#state;
    const counts = fifo && bytes.length > 0;
    this.#change({ timeout: counts ? this.#clock.uptime() + TIMEOUT_CHARACTERS * this.#characterTicks() : undefined });
    if (counts) this.#clock.changed();
  }

  #change(change: Partial<ReceiverState>): void {
    this.#state = { ...this.#state, ...change };
  }
}
