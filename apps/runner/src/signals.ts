import type { Exit } from './exit.ts';

const meanings = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'terminated' } as const satisfies Readonly<
  Record<string, Exit>
>;
type Ended = (typeof meanings)[keyof typeof meanings];
const names = Object.keys(meanings) as (keyof typeof meanings)[];

/**
 * Lets a long command end by itself when it is asked to, with its summary and with the terminal as it was. Only the
 * first signal is kept from its ordinary effect: a second Ctrl-C ends the process at once.
 */
export class Signals {
  #received: Ended | undefined;
  #listening = false;

  /** What was asked for since `listen`, if anything. */
  get received(): Ended | undefined {
    return this.#received;
  }

  readonly #receive = (name: keyof typeof meanings): void => {
    this.#received = meanings[name];
    this.ignore();
  };

  listen(): void {
    if (this.#listening || this.#received !== undefined) return;
    this.#listening = true;
    for (const name of names) process.on(name, this.#receive);
  }

  /** Gives signals their ordinary effect again. */
  ignore(): void {
    this.#listening = false;
    for (const name of names) process.off(name, this.#receive);
  }

  /** Runs something that blocks the process, during which only the ordinary effect of a signal can end it. */
  readonly blocked = <Value>(block: () => Value): Value => {
    const listening = this.#listening;
    this.ignore();
    try {
      return block();
    } finally {
      if (listening) this.listen();
    }
  };
}
