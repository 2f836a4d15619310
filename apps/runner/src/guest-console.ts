import type { Console } from '@hartlab/machine';
import { HostArrivals, type Arrivals } from './arrivals.ts';
import { serialOf } from './character-words.ts';
import type { Arrival } from './input.ts';
import type { Io } from './io.ts';
import type { Outputs } from './outputs.ts';
import { InputHistory, type InputSoFar } from './input-history.ts';
import type { Recorder } from './recording.ts';
import type { Given } from './options.ts';
import { Refusal } from './refusal.ts';
import { isSemihosted } from './semihosting-words.ts';
import type { Writer } from './writer.ts';

const LINE_FEED = 0x0a;
/** So many bytes may wait for the guest before no more are taken from the host. */
const MOST_OFFERED = 65_536;
/** So many bytes may wait for the guest when its run is saved. */
const MOST_SAVED = 16 * 1024 ** 2;

/** What is saved of a console: the input so far, and what the guest has not read of it. */
export interface ConsoleState extends InputSoFar {
  readonly unread: Uint8Array;
}

/** The host's end of the guest's serial line. */
export class GuestConsole implements Console {
  readonly #arrivals: Arrivals | undefined;
  readonly #output: Writer | undefined;
  #last = LINE_FEED;
  #offered = new Uint8Array(0);
  #next = 0;
  #recorder: Recorder | undefined;
  /** Kept where the run is to be saved. */
  #history: InputHistory | undefined;
  /** Whether a byte may still come after `read` answered -1. */
  open: boolean;

  /** A missing input or output is one that does nothing. */
  constructor(arrivals: Arrivals | undefined, output: Writer | undefined) {
    this.#arrivals = arrivals;
    this.#output = output;
    this.open = arrivals !== undefined;
  }

  /** From now on `recorder` is told what arrives. */
  record(recorder: Recorder): void {
    this.#recorder = recorder;
  }

  /** From now on the history of the input, which was `before`, is kept for `save`. */
  keepHistory(before?: InputSoFar): void {
    this.#history = new InputHistory(before);
  }

  /** The input at `position`, with all that is at hand: the host cannot be asked for it again. @throws Refusal */
  save(position: number): ConsoleState {
    for (;;) {
      if (this.#offered.length - this.#next > MOST_SAVED)
        throw new Refusal(
          'the guest has not read more than 16 MiB of its input, which is too much to save; give it less',
        );
      const arrival = this.#arrivals?.remaining(position);
      if (arrival === undefined) break;
      this.#arrive(position, arrival);
    }
    const { soFar } = this.#history ?? new InputHistory();
    return { ...soFar, unread: this.#offered.slice(this.#next) };
  }

  /** What the guest had not read comes before what arrives. */
  restore({ unread }: ConsoleState): void {
    this.#offered = Uint8Array.from(unread);
    this.#next = 0;
  }

  /** A byte from the guest. It is on its way after `flush` at the latest. */
  write(byte: number): void {
    this.#output?.byte(byte);
    this.#last = byte;
  }

  /** The next byte for the guest, or -1 when there is none. */
  read(position: number): number {
    if (this.#next === this.#offered.length) this.#arrive(position, this.#arrivals?.look(position));
    return this.#offered[this.#next] === undefined ? -1 : this.#offered[this.#next++]!;
  }

  /** Whether the run depends on when its input came, and not on the bytes alone. */
  get live(): boolean {
    return this.#arrivals?.live ?? false;
  }

  /** The position that the run must not pass. */
  get until(): number {
    return this.#arrivals?.until ?? Infinity;
  }

  /** Takes what came to the host while the run paused at `position`. */
  receive(position: number): void {
    if (this.#offered.length - this.#next >= MOST_OFFERED) return;
    this.#arrive(position, this.#arrivals?.between(position));
  }

  /** Why the run is to end at `position`, for people; `idle` says that all harts wait for input. */
  leaves(position: number, idle: boolean): string | undefined {
    return this.#arrivals?.leaves(position, idle);
  }

  /** The run ends at `position`: by itself, or because the user or a limit cut it short. */
  ended(position: number, how: 'by itself' | 'cut short'): void {
    if (how === 'by itself') this.#arrivals?.ended(position);
    else this.#recorder?.stop(position);
  }

  flush(): void {
    this.#output?.flush();
  }

  /** Writes what is left and gives the terminal back, at the start of a line; to be called however the run ended. */
  close(): void {
    this.#arrivals?.close();
    if (this.#output?.isTerminal && this.#last !== LINE_FEED) this.#output.byte(LINE_FEED);
    this.flush();
  }

  #arrive(position: number, arrival: Arrival | undefined): void {
    if (arrival === undefined) return;
    this.#recorder?.arrival(position, arrival);
    this.#history?.add(position, arrival);
    if (arrival === 'end') this.open = false;
    else {
      const waiting = this.#offered.subarray(this.#next);
      this.#offered = new Uint8Array(waiting.length + arrival.length);
      this.#offered.set(waiting);
      this.#offered.set(arrival, waiting.length);
      this.#next = 0;
    }
  }
}

/** The console of a run, and where its UART writes if not there. */
export interface OpenedConsole {
  readonly console: GuestConsole;
  readonly serial?: (byte: number) => void;
}

/**
 * The console that `-serial` asks for, or that a port of a device has; `output` is where `stdio` writes. What is replayed takes the
 * place of stdin.
 */
export const openConsole = (
  serials: readonly string[],
  words: Given<'chardev' | 'device' | 'semihosting' | 'semihostingConfig'>,
  io: Io,
  outputs: Outputs,
  output: Writer,
  replay: Arrivals | undefined,
): OpenedConsole => {
  const { backend, path, isTaken } = serialOf(serials, words);
  const file = path === undefined ? undefined : outputs.open(path, '-serial');
  if (backend !== 'stdio' && !isTaken && !isSemihosted(words)) return { console: new GuestConsole(replay, file) };
  const console = new GuestConsole(replay ?? new HostArrivals(io.stdin, () => output.flush()), output);
  return backend === 'stdio' ? { console } : { console, serial: (byte) => file?.byte(byte) };
};
