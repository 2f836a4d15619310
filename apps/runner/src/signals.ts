/** How a user ends a command early, in the words of the line that says so. */
const inWords = { interrupted: 'interrupted', terminated: 'terminated', left: 'left with Ctrl-A X' } as const;
export type Ended = keyof typeof inWords;
const endings = Object.keys(inWords) as Ended[];

/** `interrupted`, `left with Ctrl-A X`. */
export const endedInWords = (ended: Ended): string => inWords[ended];

/** What the work says it is doing while it writes somewhere. */
export const writingTo = (name: string): string => `writing to ${name}`;
export const standardError = 'standard error';

/** The threads that may say how the process ends. */
const speakers = ['work', 'host'] as const;
type Speaker = (typeof speakers)[number];

const HEADER_BYTES = 12;
const ACTIVITY_BYTES = 1024;

/**
 * What the two threads of the process share (docs/decisions/the-work-has-a-thread-of-its-own.md): whether someone asked
 * the work to end, and what the work is doing. Both can be read at any moment, whatever the other thread does meanwhile.
 */
export class Signals {
  readonly shared: SharedArrayBuffer;
  /** Which ending was asked for, counted from 1; the length of the activity in bytes; whose the last word is, counted from 1. */
  readonly #words: Int32Array;
  readonly #text: Uint8Array;
  #said = '';

  /** `shared` is that of the other thread's `Signals`. */
  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(HEADER_BYTES + ACTIVITY_BYTES)) {
    this.shared = shared;
    this.#words = new Int32Array(shared, 0, 3);
    this.#text = new Uint8Array(shared, HEADER_BYTES);
  }

  /** What was asked for first, if anything. */
  get received(): Ended | undefined {
    return endings[Atomics.load(this.#words, 0) - 1];
  }

  receive(ended: Ended): void {
    Atomics.compareExchange(this.#words, 0, 0, endings.indexOf(ended) + 1);
  }

  /** Whether it is this thread that says how the process ends: the first that asks. So nobody is told twice. */
  hasLastWord(speaker: Speaker): boolean {
    const number = speakers.indexOf(speaker) + 1;
    const before = Atomics.compareExchange(this.#words, 2, 0, number);
    return before === 0 || before === number;
  }

  /** What the work said it is doing; empty if it did not. */
  get activity(): string {
    return new TextDecoder().decode(this.#text.slice(0, Atomics.load(this.#words, 1)));
  }

  /** Says what the work does from now on; completes "terminated while …". */
  say(activity: string): void {
    this.#said = activity;
    Atomics.store(this.#words, 1, new TextEncoder().encodeInto(activity, this.#text).written);
  }

  /** Says what `wait` does while it runs: something that may not come back. */
  during<Value>(activity: string, wait: () => Value): Value {
    const before = this.#said;
    this.say(activity);
    try {
      return wait();
    } finally {
      this.say(before);
    }
  }
}
