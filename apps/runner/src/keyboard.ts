import { write } from 'node:fs';
import { Escape, escapeHelp } from './escape.ts';
import type { Typed } from './input.ts';

/** Where what is typed goes. */
interface Typist {
  /** Keys for the guest; or the terminal has gone. */
  press(typed: Typed): void;
  /** Ctrl-A X. */
  leave(): void;
}

/** The keyboard of a terminal: while it is open, every key arrives as it is pressed, Ctrl-C too. */
export class Keyboard {
  readonly #escape = new Escape();
  readonly #typed: Typist;
  #open = false;

  constructor(typed: Typist) {
    this.#typed = typed;
  }

  open(): void {
    if (this.#open) {
      process.stdin.resume();
      return;
    }
    this.#open = true;
    process.stdin.setRawMode(true);
    process.stdin.on('data', this.#press);
    // A terminal that has gone ends, with an error or without.
    process.stdin.on('end', this.#end);
    process.stdin.on('error', this.#end);
  }

  /** Lets keys wait in the terminal, until it is opened again. */
  pause(): void {
    process.stdin.pause();
  }

  /** Gives the terminal back as it was. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.stdin.off('data', this.#press);
    process.stdin.pause();
    process.stdin.setRawMode(false);
  }

  readonly #end = (): void => {
    this.#typed.press('end');
  };

  readonly #press = (typed: Uint8Array): void => {
    const { forGuest, leave, help } = this.#escape.feed(typed);
    if (help) write(2, `\r\n${escapeHelp}\r\n`, () => undefined);
    if (leave) this.#typed.leave();
    if (forGuest.length > 0) this.#typed.press(Uint8Array.from(forGuest));
  };
}
