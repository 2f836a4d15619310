import { write } from 'node:fs';
import { Escape, escapeHelp } from './escape.ts';

/** Where what is typed goes. */
interface Typed {
  /** Keys for the guest. */
  press(keys: Uint8Array): void;
  /** Ctrl-A X. */
  leave(): void;
}

/** The keyboard of a terminal: while it is open, every key arrives as it is pressed, Ctrl-C too. */
export class Keyboard {
  readonly #escape = new Escape();
  readonly #typed: Typed;
  #open = false;

  constructor(typed: Typed) {
    this.#typed = typed;
  }

  open(): void {
    if (this.#open) return;
    this.#open = true;
    process.stdin.setRawMode(true);
    process.stdin.on('data', this.#press);
  }

  /** Gives the terminal back as it was. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.stdin.off('data', this.#press);
    process.stdin.pause();
    process.stdin.setRawMode(false);
  }

  readonly #press = (typed: Uint8Array): void => {
    const { forGuest, leave, help } = this.#escape.feed(typed);
    if (help) write(2, `\r\n${escapeHelp}\r\n`, () => undefined);
    if (leave) this.#typed.leave();
    if (forGuest.length > 0) this.#typed.press(Uint8Array.from(forGuest));
  };
}
