import type { Console } from '@hartlab/machine';
import type { Input } from './input.ts';
import type { Io } from './io.ts';
import type { Outputs } from './outputs.ts';
import { Refusal } from './refusal.ts';
import type { Writer } from './writer.ts';

const LINE_FEED = 0x0a;

/** The host's end of the guest's serial line. */
export class GuestConsole implements Console {
  readonly #input: Input | undefined;
  readonly #output: Writer | undefined;
  #last = LINE_FEED;
  #offered: number[] = [];
  #next = 0;
  #ended = false;
  readonly #release: () => void;

  /** A missing input or output is one that does nothing. */
  constructor(input: Input | undefined, output: Writer | undefined) {
    this.#input = input;
    this.#output = output;
    this.#release =
      input?.keys?.((typed) => {
        for (const byte of typed) this.#offered.push(byte);
      }) ?? (() => undefined);
  }

  /** A byte from the guest. It is on its way after `flush` at the latest. */
  write(byte: number): void {
    this.#output?.byte(byte);
    this.#last = byte;
  }

  /** The next byte for the guest, or -1 when there is none. */
  read(): number {
    if (this.#next === this.#offered.length) this.#refill();
    return this.#offered[this.#next] === undefined ? -1 : this.#offered[this.#next++]!;
  }

  flush(): void {
    this.#output?.flush();
  }

  /** Whether a byte may still come after `read` answered -1: only a terminal can change its mind. */
  get open(): boolean {
    return this.#input?.keys !== undefined;
  }

  /** Writes what is left and gives the terminal back, at the start of a line; to be called however the run ended. */
  close(): void {
    this.#release();
    if (this.#output?.isTerminal && this.#last !== LINE_FEED) this.#output.byte(LINE_FEED);
    this.flush();
  }

  #refill(): void {
    if (this.#next > 0) {
      this.#offered = [];
      this.#next = 0;
    }
    if (this.#input === undefined || this.open || this.#ended) return;
    // Whoever feeds the pipe may be waiting for what the guest said last.
    this.flush();
    const bytes = this.#input.read();
    if (bytes === undefined) this.#ended = true;
    else this.#offered = [...bytes];
  }
}

/** The console that `-serial` asks for; `output` is where `stdio` writes. */
export const openConsole = (serial: string, io: Io, outputs: Outputs, output: Writer): GuestConsole => {
  if (serial === 'stdio' || serial === 'mon:stdio') return new GuestConsole(io.stdin, output);
  if (serial === 'null') return new GuestConsole(undefined, undefined);
  if (serial.startsWith('file:')) return new GuestConsole(undefined, outputs.open(serial.slice(5), '-serial'));
  throw new Refusal(`-serial does not know "${serial}"; it knows stdio, null and file:PATH`);
};
