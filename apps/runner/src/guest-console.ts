import type { Console } from '@hartlab/machine';
import { Escape, escapeHelp } from './escape.ts';
import type { Input } from './input.ts';
import type { Io } from './io.ts';
import { openOutput, type Output } from './output.ts';
import { Refusal } from './refusal.ts';

const bufferSize = 4096;
const LINE_FEED = 0x0a;

/** The host's end of the guest's serial line. */
export class GuestConsole implements Console {
  readonly #input: Input | undefined;
  readonly #output: Output | undefined;
  readonly #escape = new Escape();
  readonly #buffer = new Uint8Array(bufferSize);
  #buffered = 0;
  #last = LINE_FEED;
  #offered: number[] = [];
  #next = 0;
  #ended = false;
  readonly #release: () => void;
  /** Whether Ctrl-A X was pressed. */
  left = false;

  /** `notices` is where the help for Ctrl-A goes. A missing input or output is one that does nothing. */
  constructor(input: Input | undefined, output: Output | undefined, notices: Output) {
    this.#input = input;
    this.#output = output;
    this.#release =
      input?.keys?.((typed) => {
        const { forGuest, leave, help } = this.#escape.feed(typed);
        for (const byte of forGuest) this.#offered.push(byte);
        if (help) notices.write(`\r\n${escapeHelp}\r\n`);
        if (leave) this.left = true;
      }) ?? (() => undefined);
  }

  /** A byte from the guest. It is on its way after `flush` at the latest. */
  write(byte: number): void {
    this.#buffer[this.#buffered++] = byte;
    this.#last = byte;
    if (this.#buffered === bufferSize) this.flush();
  }

  /** The next byte for the guest, or -1 when there is none. */
  read(): number {
    if (this.#next === this.#offered.length) this.#refill();
    return this.#offered[this.#next] === undefined ? -1 : this.#offered[this.#next++]!;
  }

  flush(): void {
    const bytes = this.#buffer.slice(0, this.#buffered);
    this.#buffered = 0;
    if (bytes.length > 0) this.#output?.write(bytes);
  }

  /** Whether a byte may still come after `read` answered -1: only a terminal can change its mind. */
  get open(): boolean {
    return this.#input?.keys !== undefined;
  }

  /** Writes what is left and gives the terminal back, at the start of a line; to be called however the run ended. */
  close(): void {
    this.#release();
    this.flush();
    if (this.#output?.isTerminal && this.#last !== LINE_FEED) this.#output.write('\n');
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
export const openConsole = (serial: string, io: Io, output: Output): GuestConsole => {
  if (serial === 'stdio' || serial === 'mon:stdio') return new GuestConsole(io.stdin, output, io.stderr);
  if (serial === 'null') return new GuestConsole(undefined, undefined, io.stderr);
  if (serial.startsWith('file:')) return new GuestConsole(undefined, openOutput(serial.slice(5), '-serial'), io.stderr);
  throw new Refusal(`-serial does not know "${serial}"; it knows stdio, null and file:PATH`);
};
